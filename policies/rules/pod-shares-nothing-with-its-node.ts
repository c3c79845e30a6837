import { violation } from "../support/finding";
import { containers, podSpec, podTypes } from "../support/pod";
import type { ResourceRule } from "../support/rule";

/** Volume types that Pod Security `restricted` allows. */
const VOLUMES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

/** What happens in a pod stays in it. */
export const podSharesNothingWithItsNode: ResourceRule = {
  name: "pod-shares-nothing-with-its-node",
  demands: "A pod uses no network, processes, ports or directories of its node.",
  sources: [
    "PSS restricted: Host Namespaces",
    "PSS restricted: Volume Types",
    "CIS Kubernetes 5.2.3",
    "C-0048",
  ],
  severity: "critical",
  types: podTypes,
  *check(subject) {
    const pod = podSpec(subject);
    const shared = ["hostNetwork", "hostPID", "hostIPC"].filter((name) => pod.at(name).flag === true);
    if (shared.length > 0)
      yield violation(
        subject,
        `${shared.join(", ")} is true`,
        "a pod keeps to itself",
        `remove ${shared.join(", ")}`,
      );
    for (const volume of pod.at("volumes").items) {
      const kinds = volume.entries
        .map(([name]) => name)
        .filter((name) => name !== "name" && volume.at(name).isSet);
      const refused = kinds.filter((kind) => !VOLUMES.includes(kind));
      if (refused.length > 0)
        yield violation(
          subject,
          `volume ${volume.at("name").shown} is ${refused.join(", ")}`,
          `${VOLUMES.join(", ")} are allowed`,
          "use an emptyDir or a claim",
        );
    }
    for (const { label, spec } of containers(pod))
      for (const port of spec.at("ports").items)
        if ((port.at("hostPort").number ?? 0) > 0)
          yield violation(
            subject,
            `${label} takes port ${port.at("hostPort").shown} of its node`,
            "none may be taken",
            "use a Service",
          );
  },
};
