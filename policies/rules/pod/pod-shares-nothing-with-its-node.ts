import { violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import { containers, podSpec, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";

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

/** Volumes that are of the network or of an image: Pod Security refuses them, but they share nothing with the node. */
const ELSEWHERE = [
  "awsElasticBlockStore",
  "azureDisk",
  "azureFile",
  "cephfs",
  "cinder",
  "fc",
  "flocker",
  "gcePersistentDisk",
  "glusterfs",
  "image",
  "iscsi",
  "nfs",
  "photonPersistentDisk",
  "portworxVolume",
  "quobyte",
  "rbd",
  "scaleIO",
  "storageos",
  "vsphereVolume",
];

const readableDirectories = textsSetting(
  "readableDirectories",
  ["/var/log/pods"],
  "Directories of the node that a DaemonSet may mount read-only: a log collector needs them.",
);

const DAEMON_SET = "kubernetes:apps/v1:DaemonSet";

/** Whether a volume is one of these directories, and no container can write to it. */
function isOnlyRead(volume: Input, pod: Input, directories: readonly string[]): boolean {
  if (directories.length === 0 || !directories.includes(volume.at("hostPath", "path").text ?? ""))
    return false;
  const name = volume.at("name").text;
  return containers(pod)
    .flatMap(({ spec }) => spec.at("volumeMounts").items)
    .every((mount) => mount.at("name").text !== name || mount.at("readOnly").flag === true);
}

/** A pod must be isolated from its node. */
export const podSharesNothingWithItsNode: ResourceRule = {
  name: "pod-shares-nothing-with-its-node",
  demands:
    "A pod uses no network, processes, ports or directories of its node, except that a DaemonSet may read logs.",
  sources: [
    "PSS restricted: Host Namespaces",
    "PSS restricted: Volume Types",
    "CIS Kubernetes 5.2.3",
    "C-0048",
  ],
  profile: "general",
  severity: "critical",
  types: podTypes,
  settings: [readableDirectories],
  *check(subject, settings) {
    const pod = podSpec(subject);
    const shared = ["hostNetwork", "hostPID", "hostIPC"].filter((name) => pod.at(name).flag === true);
    if (shared.length > 0)
      yield violation(
        subject,
        `${shared.join(", ")} is true`,
        "a pod must not use its node's namespaces",
        `remove ${shared.join(", ")}`,
      );
    const directories = subject.type === DAEMON_SET ? readableDirectories.of(settings) : [];
    for (const volume of pod.at("volumes").items) {
      const kinds = volume.entries
        .map(([name]) => name)
        .filter((name) => name !== "name" && volume.at(name).isSet);
      const refused = kinds.filter(
        (kind) =>
          ![...VOLUMES, ...ELSEWHERE].includes(kind) &&
          !(kind === "hostPath" && isOnlyRead(volume, pod, directories)),
      );
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
            `${label} uses port ${port.at("hostPort").shown} of its node`,
            "host ports are not allowed",
            "use a Service",
          );
  },
};
