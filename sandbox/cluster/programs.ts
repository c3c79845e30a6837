import { existsSync } from "node:fs";
import { findProgram } from "../servers/find-program";
import type { Program } from "../tools/program";

/** What a node runs of the programs that are built. */
export const CLUSTER_PROGRAMS = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kube-proxy",
  "kubelet",
  "coredns",
  "metrics-server",
] as const satisfies readonly Program[];

/** What comes from Debian's packages: etcd-server, containerd, runc, iproute2, nftables, iptables, util-linux, procps, openssl. */
// prettier-ignore
const PACKAGED = ["etcd", "containerd", "ctr", "runc", "ip", "nft", "iptables", "unshare", "nsenter", "setpriv", "sysctl", "openssl"];

/** Those of a cluster's packaged programs that this machine lacks. */
export function packagesLacking(): readonly string[] {
  const plugins = ["bridge", "host-local", "portmap"].map((plugin) => `/usr/lib/cni/${plugin}`);
  return [
    ...PACKAGED.filter((program) => findProgram(program) === undefined),
    ...plugins.filter((plugin) => !existsSync(plugin)),
  ];
}
