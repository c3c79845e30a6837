import type { Addresses } from "./addresses";

/** Most pods of a node; its range has 253 addresses. */
const MOST_PODS = 200;

/**
 * containerd's configuration in a node's own mount namespace, where its usual folders are the node's.
 * @param networks folder of the networks' configurations
 * @param pause image of the process that holds a pod's namespaces
 */
export function containerdConfig(networks: string, pause: string): string {
  return `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]

[grpc]
address = "/run/containerd/containerd.sock"

[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "${pause}"
# A machine may withhold the capability that a lower score needs.
restrict_oom_score_adj = true

[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/usr/lib/cni"
conf_dir = "${networks}"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
SystemdCgroup = false
`;
}

/** Network of the pods: a bridge in the node, whose addresses the node's own stands for outside. */
export function bridgeConfig({ pods }: Addresses): string {
  const plugins = [
    {
      type: "bridge",
      bridge: "cni0",
      isGateway: true,
      ipMasq: true,
      hairpinMode: true,
      ipam: { type: "host-local", ranges: [[{ subnet: pods }]], routes: [{ dst: "0.0.0.0/0" }] },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ];
  return JSON.stringify({ cniVersion: "1.0.0", name: "pods", plugins }, null, 2);
}

/** Services by nftables. */
export function kubeProxyConfig(kubeconfig: string, node: string): object {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    clientConnection: { kubeconfig },
    hostnameOverride: node,
    mode: "nftables",
    metricsBindAddress: "127.0.0.1:10249",
    // They are the machine's.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  };
}

/** The kubelet's own settings; what names files is added where they are written. @param cgroup the cluster's */
export function kubeletConfig({ dns }: Addresses, cgroup: string): object {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    containerRuntimeEndpoint: "unix:///run/containerd/containerd.sock",
    cgroupDriver: "cgroupfs",
    cgroupRoot: `/${cgroup}`,
    cgroupsPerQOS: true,
    enforceNodeAllocatable: [],
    failCgroupV1: false,
    failSwapOn: false,
    // A machine may withhold the capability that a lower one needs.
    oomScoreAdj: 0,
    authorization: { mode: "Webhook" },
    clusterDNS: [dns],
    clusterDomain: "cluster.local",
    maxPods: MOST_PODS,
    healthzBindAddress: "127.0.0.1",
    // The disk is the machine's, and so is the care for its room.
    evictionHard: { "memory.available": "100Mi" },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    serializeImagePulls: false,
  };
}

/** DNS of the cluster, and of nothing else: there is nothing else that it could reach. */
export function corefile(kubeconfig: string): string {
  return [
    ".:53 {",
    "  errors",
    "  health 127.0.0.1:8080",
    "  ready 127.0.0.1:8181",
    "  kubernetes cluster.local in-addr.arpa {",
    `    kubeconfig "${kubeconfig}"`,
    "    pods insecure",
    "  }",
    "  cache 30",
    "  loadbalance",
    "}",
    "",
  ].join("\n");
}
