import { violation } from "../../support/input/finding";
import { perContainer, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

/** Containers may only use common system calls. */
export const podHasSeccompProfile: ResourceRule = {
  name: "pod-has-seccomp-profile",
  demands: "Every container runs under a seccomp profile.",
  sources: ["PSS restricted: Seccomp", "CIS Kubernetes 5.6.2", "CKV_K8S_31"],
  profile: "general",
  severity: "medium",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, pod, subject) {
    const path = ["securityContext", "seccompProfile", "type"];
    const type = spec.at(...path).text ?? pod.at(...path).text ?? "absent";
    if (!["RuntimeDefault", "Localhost"].includes(type))
      yield violation(
        subject,
        `${label} has seccomp profile ${type}`,
        "RuntimeDefault or Localhost is required",
        "set securityContext.seccompProfile.type: RuntimeDefault",
      );
  }),
};
