import type { Image } from "../../images/dockerfile";
import type { Container, PodSpec } from "./manifest";

// What containerd leaves a container that drops nothing.
// prettier-ignore
const DEFAULT_CAPABILITIES = ["chown", "dac_override", "fsetid", "fowner", "mknod", "net_raw", "setgid", "setuid",
  "setfcap", "setpcap", "net_bind_service", "sys_chroot", "kill", "audit_write"];

/** Who a container's process is and what it may do. */
export interface Identity {
  /** User id. */
  readonly uid: number;
  /** Primary group id. */
  readonly gid: number;
  /** Supplementary group ids, sorted: fsGroup and supplementalGroups. */
  readonly groups: readonly number[];
  /** Capabilities it can ever have, lower case without `cap_`. */
  readonly capabilities: readonly string[];
  /** True: programs with the set-user-id bit give it nothing. */
  readonly noNewPrivileges: boolean;
}

function capabilitiesOf(container: Container): string[] {
  const { add = [], drop = [] } = container.securityContext?.capabilities ?? {};
  const plain = (name: string): string => name.toLowerCase().replace(/^cap_/, "");
  const dropped = drop.map(plain);
  const kept = dropped.includes("all") ? [] : DEFAULT_CAPABILITIES.filter((name) => !dropped.includes(name));
  return [...new Set([...kept, ...add.map(plain)])].sort();
}

/**
 * Identity by the security contexts of container and pod, the container's first, and the image's USER.
 * @throws when runAsNonRoot meets user 0, as kubelet refuses it.
 */
export function identityOf(container: Container, spec: PodSpec, image: Image): Identity {
  const [own, pod] = [container.securityContext ?? {}, spec.securityContext ?? {}];
  const uid = own.runAsUser ?? pod.runAsUser ?? image.uid;
  if ((own.runAsNonRoot ?? pod.runAsNonRoot) === true && uid === 0) {
    throw new Error(`container ${container.name}: runAsNonRoot is true and the user is 0; set runAsUser`);
  }
  const groups = [...(pod.supplementalGroups ?? []), ...(pod.fsGroup === undefined ? [] : [pod.fsGroup])];
  return {
    uid,
    gid: own.runAsGroup ?? pod.runAsGroup ?? image.gid,
    groups: [...new Set(groups)].sort((a, b) => a - b),
    capabilities: capabilitiesOf(container),
    noNewPrivileges: own.allowPrivilegeEscalation === false,
  };
}

/** Arguments of setpriv(1) that take on the identity. */
export function setprivArguments(identity: Identity): string[] {
  return [
    `--reuid=${identity.uid}`,
    `--regid=${identity.gid}`,
    identity.groups.length === 0 ? "--clear-groups" : `--groups=${identity.groups.join(",")}`,
    `--bounding-set=${["-all", ...identity.capabilities.map((name) => `+${name}`)].join(",")}`,
    "--inh-caps=-all",
    "--ambient-caps=-all",
    ...(identity.noNewPrivileges ? ["--no-new-privs"] : []),
    // Last, because a change of user takes it back.
    "--pdeathsig=KILL",
  ];
}
