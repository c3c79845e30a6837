import { podKeepsItsGuards } from "../../../../policies/rules/pod/pod-keeps-its-guards";
import { probeStaysInItsPod } from "../../../../policies/rules/pod/probe-stays-in-its-pod";
import { unknown, type Value } from "../../../../policies/support/input/value";
import { describeRule } from "../../support/cases";
import { CONTAINER, CONTAINER_PATH, job, jobSays, jobUndecided, POD, POD_PATH } from "../../support/job";

const accepted = { name: "accepts a sound job", given: [job()] };
const contexts = [
  ["container backup", `${CONTAINER}/securityContext`],
  ["pod", `${POD}/securityContext`],
] as const;

const TYPES = "one of container_t, container_init_t, container_kvm_t, container_engine_t is required";
const OWN = "the runtime's own is required";
const refused: readonly (readonly [field: string, value: string, limit: string])[] = [
  ["appArmorProfile.type", "Unconfined", "RuntimeDefault or Localhost is required"],
  ["seLinuxOptions.type", "spc_t", TYPES],
  ["seLinuxOptions.user", "system_u", OWN],
  ["seLinuxOptions.role", "system_r", OWN],
];
const sysctls = (...names: readonly Value[]) =>
  job({ [`${POD}/securityContext/sysctls`]: names.map((name) => ({ name, value: "1" })) });

const APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
const annotated = (annotations: Value) =>
  job({ "spec/jobTemplate/spec/template/metadata/annotations": annotations });

describeRule(podKeepsItsGuards, [
  accepted,
  {
    name: "accepts what is as guarded as without a word",
    given: [
      ...contexts.map(([, context]) =>
        job({
          [`${context}/procMount`]: "Default",
          [`${context}/appArmorProfile/type`]: "Localhost",
          [`${context}/seLinuxOptions`]: { type: "container_init_t", user: "", role: "", level: "s0:c1" },
          [`${context}/windowsOptions/hostProcess`]: false,
        }),
      ),
      sysctls("net.ipv4.tcp_syncookies", "net.ipv4.tcp_keepalive_time"),
    ],
  },
  {
    name: "refuses a bare /proc",
    given: [job({ [`${CONTAINER}/securityContext/procMount`]: "Unmasked" })],
    says: jobSays(
      "container backup has procMount Unmasked",
      "Default is required",
      "remove securityContext.procMount",
    ),
  },
  ...contexts.flatMap(([label, context]) =>
    refused.map(([field, value, limit]) => ({
      name: `refuses ${field} ${value} of a ${label}`,
      given: [job({ [`${context}/${field.replace(".", "/")}`]: value })],
      says: jobSays(`${label} has ${field} ${value}`, limit, `remove securityContext.${field}`),
    })),
  ),
  ...contexts.map(([label, context]) => ({
    name: `refuses a process of the node as a ${label}`,
    given: [job({ [`${context}/windowsOptions/hostProcess`]: true })],
    says: jobSays(
      `${label} has windowsOptions.hostProcess true`,
      "a pod must not run processes of the node",
      "remove securityContext.windowsOptions.hostProcess",
    ),
  })),
  ...["runtime/default", "localhost/profile", ""].map((profile) => ({
    name: `accepts AppArmor's ${profile} by annotation`,
    given: [annotated({ [`${APP_ARMOR}backup`]: profile, note: "unconfined" })],
  })),
  {
    name: "refuses no AppArmor by annotation",
    given: [annotated({ [`${APP_ARMOR}backup`]: "unconfined" })],
    says: jobSays(
      `annotation ${APP_ARMOR}backup is unconfined`,
      "runtime/default or localhost/* is required",
      "remove it",
    ),
  },
  {
    name: "refuses parameters of the node's kernel",
    given: [sysctls("net.ipv4.tcp_syncookies", "kernel.msgmax", "net.core.somaxconn")],
    says: jobSays(
      "pod sets kernel.msgmax, net.core.somaxconn",
      "only sysctls of the pod's own namespaces may be set",
      "remove it from securityContext.sysctls",
    ),
  },
  {
    name: "cannot decide on unknown",
    given: [
      job({ [`${CONTAINER}/securityContext/seLinuxOptions`]: unknown }),
      job({ [`${POD}/securityContext/appArmorProfile`]: unknown }),
      sysctls(unknown),
      annotated({ [`${APP_ARMOR}backup`]: unknown }),
    ],
    says: [
      `${CONTAINER_PATH}.securityContext.seLinuxOptions`,
      `${POD_PATH}.securityContext.appArmorProfile`,
      `${POD_PATH}.securityContext.sysctls[0].name`,
      `${POD_PATH.replace(/spec$/, "metadata")}.annotations.${APP_ARMOR}backup`,
    ].flatMap(jobUndecided),
  },
]);

const handlers = [
  "livenessProbe",
  "readinessProbe",
  "startupProbe",
  "lifecycle.postStart",
  "lifecycle.preStop",
];
const asks = (handler: string, kind: string, host: Value) =>
  job({ [`${CONTAINER}/${handler.replace(".", "/")}/${kind}`]: { port: 80, host } });

describeRule(probeStaysInItsPod, [
  accepted,
  {
    name: "accepts one that names no host",
    given: handlers.flatMap((handler) => [asks(handler, "httpGet", null), asks(handler, "tcpSocket", "")]),
  },
  ...handlers.flatMap((handler) =>
    ["httpGet", "tcpSocket"].map((kind) => ({
      name: `refuses a host in ${handler}.${kind}`,
      given: [asks(handler, kind, "169.254.169.254")],
      says: jobSays(
        `container backup has ${handler}.${kind}.host 169.254.169.254`,
        "only the pod itself may be probed",
        `remove ${handler}.${kind}.host`,
      ),
    })),
  ),
  {
    name: "cannot decide on unknown",
    given: [asks("livenessProbe", "httpGet", unknown)],
    says: jobUndecided(`${CONTAINER_PATH}.livenessProbe.httpGet.host`),
  },
]);
