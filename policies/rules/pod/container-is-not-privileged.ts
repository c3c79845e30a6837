import { violation } from "../../support/input/finding";
import { perContainer, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

/** A privileged container is root on its node. */
export const containerIsNotPrivileged: ResourceRule = {
  name: "container-is-not-privileged",
  demands: "No container is privileged, or says that it may gain privileges.",
  sources: ["PSS baseline: Privileged Containers", "CIS Kubernetes 5.2.2", "CIS Kubernetes 5.2.6"],
  profile: "general",
  severity: "critical",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, _pod, subject) {
    const context = spec.at("securityContext");
    if (context.at("privileged").flag === true)
      yield violation(
        subject,
        `${label} is privileged`,
        "no container may be privileged",
        "remove securityContext.privileged",
      );
    else if (context.at("allowPrivilegeEscalation").flag === true)
      yield violation(
        subject,
        `${label} has allowPrivilegeEscalation true`,
        "no container may gain privileges",
        "set securityContext.allowPrivilegeEscalation: false",
      );
  }),
};
