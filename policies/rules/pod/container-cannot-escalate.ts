import { violation } from "../../support/input/finding";
import { perContainer, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

/** No set-user-id program may regain privileges that the pod dropped: Kubernetes' default lets it. */
export const containerCannotEscalate: ResourceRule = {
  name: "container-cannot-escalate",
  demands: "Every container says that it cannot gain privileges.",
  sources: ["PSS restricted: Privilege Escalation", "CIS Kubernetes 5.2.6", "C-0016", "CKV_K8S_20"],
  profile: "general",
  severity: "high",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, _pod, subject) {
    const allowed = spec.at("securityContext", "allowPrivilegeEscalation");
    if (allowed.flag === undefined)
      yield violation(
        subject,
        `${label} has allowPrivilegeEscalation ${allowed.shown}`,
        "false is required",
        "set securityContext.allowPrivilegeEscalation: false",
      );
  }),
};
