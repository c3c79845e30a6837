import { violation } from "../../support/input/finding";
import { octal, perFileMode, shownMode } from "../../support/kubernetes/file-mode";
import { podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

const EXECUTABLE = 0o111;
const SCRIPT_MODE = 0o750;
const CONFIG_MODE = 0o640;

/** Only the pod's user and group may read scripts and settings. Both limits allow what fsGroup adds. */
export const configVolumeIsNotForOthers: ResourceRule = {
  name: "config-volume-is-not-for-others",
  demands: "Files of a ConfigMap have at most mode 0640, scripts 0750.",
  sources: ["KYB-3"],
  profile: "general",
  severity: "medium",
  types: podTypes,
  check: perFileMode("configMap", function* (mode, _pod, subject) {
    const most = (mode.declared & EXECUTABLE) === 0 ? CONFIG_MODE : SCRIPT_MODE;
    if ((mode.declared & ~most) !== 0)
      yield violation(
        subject,
        shownMode(mode),
        `at most ${octal(most)} is allowed for ${most === SCRIPT_MODE ? "a script" : "a setting"}`,
        `set defaultMode: ${most === SCRIPT_MODE ? "0550" : "0440"}`,
      );
  }),
};
