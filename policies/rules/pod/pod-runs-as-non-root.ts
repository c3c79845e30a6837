import { violation } from "../../support/input/finding";
import { perContainer, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

/** An attacker who escapes from a container has no rights on the node. */
export const podRunsAsNonRoot: ResourceRule = {
  name: "pod-runs-as-non-root",
  demands: "Every container runs as a user that is not root.",
  sources: ["PSS restricted: Running as Non-root", "CIS Kubernetes 5.2.7", "CKV_K8S_23", "KYB-3"],
  profile: "general",
  severity: "high",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, pod, subject) {
    const own = spec.at("securityContext");
    const shared = pod.at("securityContext");
    const nonRoot = own.at("runAsNonRoot").flag ?? shared.at("runAsNonRoot").flag;
    const user = own.at("runAsUser").number ?? shared.at("runAsUser").number;
    if (nonRoot !== true)
      yield violation(
        subject,
        `${label} has runAsNonRoot ${String(nonRoot ?? "absent")}`,
        "true is required",
        "set securityContext.runAsNonRoot: true",
      );
    if (user === 0)
      yield violation(
        subject,
        `${label} has runAsUser 0`,
        "root is not allowed",
        "set a runAsUser of 10000 or more",
      );
  }),
};
