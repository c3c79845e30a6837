import { attempt, violation, type Finding } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import { containers, podAnnotations, podSpec, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";
import type { Subject } from "../../support/input/subject";

const APP_ARMOR = ["RuntimeDefault", "Localhost"];
const SE_LINUX = ["container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

/** Kernel parameters of the pod's own namespaces: check_sysctls.go of Kubernetes' pod-security-admission. */
const SYSCTLS = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_syncookies",
];

/** A field of a securityContext, its allowed values if it is set, and the limit for messages. */
type Guard = readonly [path: readonly string[], allowed: readonly string[], limit: string];

const GUARDS: readonly Guard[] = [
  [["procMount"], ["Default"], "Default is required"],
  [["appArmorProfile", "type"], APP_ARMOR, "RuntimeDefault or Localhost is required"],
  [["seLinuxOptions", "type"], SE_LINUX, `one of ${SE_LINUX.join(", ")} is required`],
  [["seLinuxOptions", "user"], [], "the runtime's own is required"],
  [["seLinuxOptions", "role"], [], "the runtime's own is required"],
];

/** @param label `container backup`, or `pod` for what its containers share */
function* loosened(subject: Subject, label: string, context: Input): Iterable<Finding> {
  for (const [path, allowed, limit] of GUARDS) {
    const field = path.join(".");
    const value = context.at(...path);
    if (value.isSet && value.text !== "" && !allowed.includes(value.shown))
      yield violation(
        subject,
        `${label} has ${field} ${value.shown}`,
        limit,
        `remove securityContext.${field}`,
      );
  }
  if (context.at("windowsOptions", "hostProcess").flag === true)
    yield violation(
      subject,
      `${label} has windowsOptions.hostProcess true`,
      "a pod must not run processes of the node",
      "remove securityContext.windowsOptions.hostProcess",
    );
}

/** Prefix of the annotation that was a container's AppArmor profile before the field existed. */
const APP_ARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";
const APP_ARMOR_PROFILE = /^(|runtime\/default|localhost\/.*)$/;

function* annotated(subject: Subject): Iterable<Finding> {
  for (const [name, value] of podAnnotations(subject).entries)
    if (name.startsWith(APP_ARMOR_ANNOTATION))
      yield* attempt(subject, function* () {
        if (value.isSet && !APP_ARMOR_PROFILE.test(value.shown))
          yield violation(
            subject,
            `annotation ${name} is ${value.shown}`,
            "runtime/default or localhost/* is required",
            "remove it",
          );
      });
}

/** The runtime's default restrictions must apply to every container. */
export const podKeepsItsGuards: ResourceRule = {
  name: "pod-keeps-its-guards",
  demands:
    "No pod weakens its node's protection: AppArmor, SELinux, masks of /proc, unsafe sysctls, Windows host processes.",
  sources: [
    "PSS baseline: AppArmor",
    "PSS baseline: SELinux",
    "PSS baseline: /proc Mount Type",
    "PSS baseline: Sysctls",
    "PSS baseline: HostProcess",
  ],
  profile: "general",
  severity: "high",
  types: podTypes,
  *check(subject) {
    const pod = podSpec(subject);
    const context = pod.at("securityContext");
    yield* attempt(subject, () => annotated(subject));
    yield* attempt(subject, () => loosened(subject, "pod", context));
    yield* attempt(subject, function* () {
      const names = context.at("sysctls").items.flatMap((one) => one.at("name").text ?? []);
      const unsafe = names.filter((name) => !SYSCTLS.includes(name));
      if (unsafe.length > 0)
        yield violation(
          subject,
          `pod sets ${unsafe.join(", ")}`,
          "only sysctls of the pod's own namespaces may be set",
          "remove it from securityContext.sysctls",
        );
    });
    for (const { label, spec } of containers(pod))
      yield* attempt(subject, () => loosened(subject, label, spec.at("securityContext")));
  },
};
