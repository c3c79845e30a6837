import type { Value } from "../../../policies/support/input/value";
import { kinds } from "./kinds";
import type { Mutation } from "./mutation";
import { changed, with1 } from "./table";

const CONTEXTS = ["pod securityContext", "container securityContext"];
const loosened: readonly (readonly [field: string, to: Value])[] = [
  ["procMount", "Unmasked"],
  ["appArmorProfile", { type: "Unconfined" }],
  ["seLinuxOptions", { type: "spc_t" }],
  ["seLinuxOptions", { user: "system_u" }],
  ["seLinuxOptions", { role: "system_r" }],
  ["windowsOptions", { hostProcess: true }],
];

const asking: readonly Value[] = ["httpGet", "tcpSocket"].map((kind) => ({
  [kind]: { port: 80, host: "169.254.169.254" },
}));

/** What the rules guard that keep a pod apart from its node. */
export const guards: readonly Mutation[] = [
  ...changed(
    "pod-keeps-its-guards",
    kinds.pods,
    CONTEXTS.flatMap((context) => loosened.map(([field, to]) => [`${context} ${field}`, to] as const)),
  ),
  ...[
    [[...kinds.lasting, ...kinds.job], "spec template metadata"] as const,
    [kinds.cronJob, "spec jobTemplate spec template metadata"] as const,
  ].flatMap(([of, metadata]) =>
    changed("pod-keeps-its-guards", of, [
      [`${metadata} annotations`, { "container.apparmor.security.beta.kubernetes.io/app": "unconfined" }],
    ]),
  ),
  ...changed("pod-keeps-its-guards", kinds.pods, [
    ["pod securityContext sysctls", with1({ name: "kernel.msgmax", value: "1" })],
  ]),
  ...asking.flatMap((handler) =>
    changed("probe-stays-in-its-pod", kinds.pods, [
      ...["livenessProbe", "readinessProbe", "startupProbe"].map(
        (probe) => [`container ${probe}`, handler] as const,
      ),
      ...["postStart", "preStop"].map((hook) => ["container lifecycle", { [hook]: handler }] as const),
    ]),
  ),
];
