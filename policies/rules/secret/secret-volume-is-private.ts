import { violation } from "../../support/input/finding";
import { hasGroup, perFileMode, shownMode, widened } from "../../support/kubernetes/file-mode";
import { podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

/** Modes of a secret as a container sees it: read by its user, or by the volume's group where there is one. */
const ALONE = [0o400, 0o600];
const WITH_GROUP = 0o440;

/** A secret is for one user; libpq ignores a password file that others can read. */
export const secretVolumeIsPrivate: ResourceRule = {
  name: "secret-volume-is-private",
  demands:
    "Files of a Secret have mode 0400 or 0600, or end as 0440 where fsGroup makes them so; the widening by fsGroup counts.",
  sources: ["KYB-3", "libpq password file", "kubernetes#57923", "CIS Kubernetes 5.4.1"],
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
        group ? "0440 is all that fsGroup may make of a secret" : "0400 or 0600 is asked for",
        "set defaultMode: 0400",
      );
  }),
};
