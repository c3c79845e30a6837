import { violation } from "../../support/input/finding";
import { perContainer, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

/** No set-user-id program may regain privileges that the pod dropped. */
export const containerCannotEscalate: ResourceRule = {
  name: "container-cannot-escalate",
  demands: "No container is privileged or may gain privileges.",
  sources: ["PSS restricted: Privilege Escalation", "CIS Kubernetes 5.2.2", "CIS Kubernetes 5.2.6", "C-0016"],
  severity: "critical",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, _pod, subject) {
    const context = spec.at("securityContext");
    if (context.at("allowPrivilegeEscalation").flag !== false)
      yield violation(
        subject,
        `${label} has allowPrivilegeEscalation ${context.at("allowPrivilegeEscalation").shown}`,
        "false is required",
        "set securityContext.allowPrivilegeEscalation: false",
      );
    if (context.at("privileged").flag === true)
      yield violation(
        subject,
        `${label} is privileged`,
        "no container may be privileged",
        "remove securityContext.privileged",
      );
  }),
};
