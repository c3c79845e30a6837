import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { findProgram } from "../servers/find-program";
import { CLUSTER_PROGRAMS } from "./programs";
import { builtPrograms } from "../tools/program";
import { Authority, makeSigningKey, writeKubeconfig } from "./certificates";
import type { Cluster } from "./cluster";
import { bridgeConfig, containerdConfig, corefile, kubeletConfig, kubeProxyConfig } from "./configuration";

/** Port of the API server on the node's address. */
const API_PORT = 6443;
/** Port of metrics-server on the node's address. */
export const METRICS_PORT = 4443;
const LOCAL_API = `https://127.0.0.1:${API_PORT}`;

/**
 * Writes certificates, configurations and the command of each server into the cluster's folder, where node.sh finds them.
 * @param pause image of the process that holds a pod's namespaces
 * @returns PEM file of the authority behind the API server's certificate
 * @throws when a program is missing that cannot be built
 */
export async function writeServers(
  { name, context, folder, addresses, cgroup, node }: Cluster,
  pause: string,
): Promise<{ readonly ca: string }> {
  const pki = path.join(folder, "pki");
  const [authority, front, signing] = await Promise.all([
    Authority.make(pki, `${name} clusters`),
    Authority.make(path.join(pki, "front-proxy"), `${name} front proxy`),
    makeSigningKey(pki),
  ]);
  const dns = (...names: readonly string[]): string[] => names.map((each) => `DNS:${each}`);
  const [api, kubelet, proxied, admin, manager, scheduler, proxy, coredns, metrics] = await Promise.all([
    authority.issue("kube-apiserver", {
      name: "kube-apiserver",
      addresses: [
        ...dns("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"),
        ...["127.0.0.1", addresses.node, addresses.api].map((address) => `IP:${address}`),
      ],
    }),
    authority.issue("kubelet", {
      name: `system:node:${node}`,
      groups: ["system:nodes"],
      addresses: [`DNS:${node}`, `IP:${addresses.node}`],
    }),
    front.issue("client", { name: "front-proxy" }),
    authority.issue("admin", { name: "kubernetes-admin", groups: ["system:masters"] }),
    authority.issue("kube-controller-manager", { name: "system:kube-controller-manager" }),
    authority.issue("kube-scheduler", { name: "system:kube-scheduler" }),
    authority.issue("kube-proxy", { name: "system:kube-proxy" }),
    authority.issue("coredns", { name: "system:coredns" }),
    authority.issue("metrics-server", {
      name: "system:metrics-server",
      addresses: dns("metrics-server.kube-system.svc"),
    }),
  ]);
  const login = (user: string, pair: typeof admin): string =>
    writeKubeconfig(path.join(pki, `${user}.kubeconfig`), name, LOCAL_API, authority.cert, pair);
  const configured = (file: string, text: string): string => {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    writeFileSync(target, text, { mode: 0o600 });
    return target;
  };
  const [apiserver, controllers, scheduling, proxying, kubeletProgram, corednsProgram, metricsServer] =
    await builtPrograms(...CLUSTER_PROGRAMS);
  const [controllersLogin, schedulerLogin] = [
    login("kube-controller-manager", manager),
    login("kube-scheduler", scheduler),
  ];
  const networks = configured("cni/10-bridge.conflist", bridgeConfig(addresses));
  const commands: Readonly<Record<string, readonly (string | undefined)[]>> = {
    etcd: [
      findProgram("etcd") ?? "etcd",
      // On disk: a node that is started again finds its objects.
      "--data-dir=/var/lib/etcd",
      "--listen-client-urls=http://127.0.0.1:2379",
      "--advertise-client-urls=http://127.0.0.1:2379",
      "--listen-peer-urls=http://127.0.0.1:2380",
    ],
    containerd: [
      findProgram("containerd") ?? "containerd",
      `--config=${configured("containerd.toml", containerdConfig(path.dirname(networks), pause))}`,
    ],
    "kube-apiserver": [
      apiserver,
      "--etcd-servers=http://127.0.0.1:2379",
      `--advertise-address=${addresses.node}`,
      `--secure-port=${API_PORT}`,
      `--tls-cert-file=${api.cert}`,
      `--tls-private-key-file=${api.key}`,
      `--client-ca-file=${authority.cert}`,
      `--kubelet-certificate-authority=${authority.cert}`,
      `--kubelet-client-certificate=${admin.cert}`,
      `--kubelet-client-key=${admin.key}`,
      "--kubelet-preferred-address-types=InternalIP",
      "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
      `--service-account-key-file=${signing}`,
      `--service-account-signing-key-file=${signing}`,
      `--service-cluster-ip-range=${addresses.services}`,
      "--authorization-mode=Node,RBAC",
      "--enable-admission-plugins=NodeRestriction",
      "--allow-privileged=true",
      `--requestheader-client-ca-file=${front.cert}`,
      "--requestheader-allowed-names=front-proxy",
      "--requestheader-extra-headers-prefix=X-Remote-Extra-",
      "--requestheader-group-headers=X-Remote-Group",
      "--requestheader-username-headers=X-Remote-User",
      `--proxy-client-cert-file=${proxied.cert}`,
      `--proxy-client-key-file=${proxied.key}`,
      "--enable-aggregator-routing=true",
      // For the policy that divides requests: see system-objects.ts.
      "--feature-gates=MutatingAdmissionPolicy=true",
      "--runtime-config=admissionregistration.k8s.io/v1beta1=true",
    ],
    "kube-controller-manager": [
      controllers,
      `--kubeconfig=${controllersLogin}`,
      `--authentication-kubeconfig=${controllersLogin}`,
      `--authorization-kubeconfig=${controllersLogin}`,
      "--bind-address=127.0.0.1",
      "--leader-elect=false",
      "--use-service-account-credentials=true",
      `--root-ca-file=${authority.cert}`,
      `--service-account-private-key-file=${signing}`,
    ],
    "kube-scheduler": [
      scheduling,
      `--kubeconfig=${schedulerLogin}`,
      `--authentication-kubeconfig=${schedulerLogin}`,
      `--authorization-kubeconfig=${schedulerLogin}`,
      "--bind-address=127.0.0.1",
      "--leader-elect=false",
    ],
    "kube-proxy": [
      proxying,
      `--config=${configured("kube-proxy.yaml", stringify(kubeProxyConfig(login("kube-proxy", proxy), node)))}`,
    ],
    kubelet: [
      kubeletProgram,
      `--kubeconfig=${login("kubelet", kubelet)}`,
      `--config=${configured(
        "kubelet.yaml",
        stringify({
          ...kubeletConfig(addresses, cgroup),
          authentication: {
            x509: { clientCAFile: authority.cert },
            webhook: { enabled: true },
            anonymous: { enabled: false },
          },
          tlsCertFile: kubelet.cert,
          tlsPrivateKeyFile: kubelet.key,
          resolvConf: configured("resolv.conf", ""),
        }),
      )}`,
      `--hostname-override=${node}`,
      `--node-ip=${addresses.node}`,
      "--node-labels=topology.kubernetes.io/zone=sandbox",
    ],
    coredns: [corednsProgram, `-conf=${configured("Corefile", corefile(login("coredns", coredns)))}`],
    "metrics-server": [
      metricsServer,
      ...["kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig"].map(
        (flag) => `--${flag}=${login("metrics-server", metrics)}`,
      ),
      `--secure-port=${METRICS_PORT}`,
      `--tls-cert-file=${metrics.cert}`,
      `--tls-private-key-file=${metrics.key}`,
      `--kubelet-certificate-authority=${authority.cert}`,
      "--kubelet-preferred-address-types=InternalIP",
      // Must be above the timeout of its requests, 10 s.
      "--metric-resolution=15s",
    ],
  };
  for (const [server, command] of Object.entries(commands))
    configured(`servers/${server}`, command.map((word = "") => `${word}\n`).join(""));
  mkdirSync(path.join(folder, "logs"), { recursive: true, mode: 0o700 });
  writeKubeconfig(
    path.join(folder, "kubeconfig"),
    context,
    `https://${addresses.node}:${API_PORT}`,
    authority.cert,
    admin,
  );
  return { ca: authority.cert };
}
