import { hasGroup } from "../../support/kubernetes/file-mode";
import { violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import { perContainer, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

const holdsSecret = (volume: Input): boolean =>
  volume.at("secret").isSet || volume.at("projected", "sources").items.some((one) => one.at("secret").isSet);

const isIn = (file: string, directory: string): boolean =>
  file === directory || file.startsWith(`${directory.replace(/\/+$/, "")}/`);

/** The deepest mount that contains a file. @throws Undecided */
function mountOf(file: string, mounts: readonly Input[]): Input | undefined {
  const pathOf = (mount: Input): string => (mount.at("mountPath").text ?? "\0").replace(/\/+$/, "");
  return mounts
    .filter((mount) => isIn(file, pathOf(mount)))
    .sort((one, other) => pathOf(other).length - pathOf(one).length)[0];
}

/** libpq ignores such a file with only a warning, and the login fails. */
export const passwordFileIsAccepted: ResourceRule = {
  name: "password-file-is-accepted",
  demands:
    "PGPASSFILE names no file of a Secret that fsGroup makes readable by a group: libpq ignores such a password file.",
  sources: ["libpq password file", "kubernetes#57923", "KYB-3"],
  profile: "general",
  severity: "medium",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, pod, subject) {
    if (!hasGroup(pod)) return;
    for (const variable of spec.at("env").items) {
      if (variable.at("name").text !== "PGPASSFILE") continue;
      const file = variable.at("value").text ?? "";
      const mount = mountOf(file, spec.at("volumeMounts").items);
      if (mount === undefined) continue;
      for (const volume of pod.at("volumes").items)
        if (volume.at("name").text === mount.at("name").text && holdsSecret(volume))
          yield violation(
            subject,
            `${label}: PGPASSFILE is ${file}, of volume ${volume.at("name").shown}, 0440 by fsGroup`,
            "libpq accepts at most 0600",
            "write the password file into an emptyDir with umask 077, and set PGPASSFILE to it",
          );
    }
  }),
};
