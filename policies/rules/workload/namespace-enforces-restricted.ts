import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** Pods that come from elsewhere must meet the same standard. */
export const namespaceEnforcesRestricted: ResourceRule = {
  name: "namespace-enforces-restricted",
  demands: "A namespace enforces Pod Security restricted.",
  sources: ["PSS restricted", "CIS Kubernetes 5.2.1", "CIS Kubernetes 5.6.1"],
  profile: "general",
  labels: ["label pod-security.kubernetes.io/enforce"],
  severity: "high",
  types: ["kubernetes:core/v1:Namespace"],
  *check(subject) {
    const name = "pod-security.kubernetes.io/enforce";
    const level = subject.inputs.at("metadata", "labels", name);
    if (level.text !== "restricted")
      yield violation(
        subject,
        `label ${name} is ${level.shown}`,
        "restricted is required",
        `set the label ${name}: restricted`,
      );
  },
};
