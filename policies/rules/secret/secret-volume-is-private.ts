import { violation } from "../../support/input/finding";
import { hasGroup, perFileMode, shownMode, widened } from "../../support/kubernetes/file-mode";
import { podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

/** Modes of a secret in the container: readable by its user, or by the volume's group if there is one. */
const ALONE = [0o400, 0o600];
const WITH_GROUP = 0o440;

/** Only one user may read a secret; libpq ignores a password file that others can read. */
export const secretVolumeIsPrivate: ResourceRule = {
  name: "secret-volume-is-private",
  demands:
    "Files of a Secret have mode 0400 or 0600, or 0440 if fsGroup adds the group; the rights that fsGroup adds count.",
  sources: ["KYB-3", "libpq password file", "kubernetes#57923", "CIS Kubernetes 5.4.1"],
  profile: "general",
  severity: "high",
  types: podTypes,
  check: perFileMode("secret", function* (mode, pod, subject) {
    const group = hasGroup(pod);
    const effective = group ? widened(mode.declared) : mode.declared;
    const right = group ? effective === WITH_GROUP : ALONE.includes(effective);
    if (!right)
      yield violation(
        subject,
        shownMode(mode, effective),
        group ? "at most 0440 is allowed with fsGroup" : "0400 or 0600 is required",
        "set defaultMode: 0400",
      );
  }),
};
