import { GUARD_SIZE } from "../../capacity/pod-sizes";
import { containerResources, LOG_DISK } from "../pod/container-resources";
import { JOB_UID } from "../jobs/job-pod";
import { FAILURE_MESSAGE } from "../pod/pod-security";

/** What a writer's pod needs to ask, before it starts, whether the other environment serves. */
export interface Guard {
  /** Image of the jobs, by digest. */
  readonly image: string;
  /** ConfigMap of the jobs' scripts. */
  readonly scriptsConfigMap: string;
  /** ConfigMap of the jobs' settings, which name the URLs that are asked. */
  readonly settingsConfigMap: string;
}

/** User, group and volume group of every application pod: the guard's files and its own are read through one group. */
export const APPLICATION_UID = JOB_UID;

/** What Pod Security `restricted` asks of a container, and a read-only root. */
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

/**
 * Three questions, 17 s where nobody answers. A pod that may not start is started again by the kubelet and asks anew, so
 * one slow answer among many must not be taken for silence.
 */
const GUARD_ENV = {
  HOME: "/work",
  TMPDIR: "/work",
  LIFEBOAT_JOB: "fence-check",
  LIFEBOAT_SETTINGS: "/etc/lifeboat/settings.json",
  FENCE_CHECK_ATTEMPTS: "3",
  FENCE_CHECK_TIMEOUT_SECONDS: "5",
};

/** Volumes of {@link guardContainer}, with the modes and places that the jobs have them at. */
export function guardVolumes(guard: Guard) {
  return [
    { name: "scripts", configMap: { name: guard.scriptsConfigMap, defaultMode: 0o550 } },
    { name: "settings", configMap: { name: guard.settingsConfigMap, defaultMode: 0o440 } },
    { name: "work", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
  ];
}

/**
 * Init container that fails while the other environment serves.
 *
 * A primary that comes back to life with its writers declared must not write beside the standby (trap 9).
 */
export function guardContainer(guard: Guard) {
  return {
    name: "fence-check",
    image: guard.image,
    imagePullPolicy: "IfNotPresent",
    terminationMessagePolicy: FAILURE_MESSAGE,
    command: ["/opt/lifeboat/fence-check.sh"],
    args: [],
    env: Object.entries(GUARD_ENV).map(([name, value]) => ({ name, value })),
    resources: containerResources(GUARD_SIZE, LOG_DISK),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: "scripts", mountPath: "/opt/lifeboat", readOnly: true },
      { name: "settings", mountPath: "/etc/lifeboat", readOnly: true },
      { name: "work", mountPath: "/work", readOnly: false },
    ],
  };
}
