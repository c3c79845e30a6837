import { violation } from "../../support/input/finding";
import { perContainer, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

/** A container must have no rights beyond those of its user. */
export const containerDropsCapabilities: ResourceRule = {
  name: "container-drops-capabilities",
  demands: "Every container drops all capabilities and adds at most NET_BIND_SERVICE.",
  sources: ["PSS restricted: Capabilities", "CIS Kubernetes 5.2.10", "CKV_K8S_37"],
  profile: "general",
  severity: "high",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, _pod, subject) {
    const capabilities = spec.at("securityContext", "capabilities");
    const dropped = capabilities.at("drop").items.map((item) => item.shown);
    const added = capabilities.at("add").items.map((item) => item.shown);
    if (!dropped.includes("ALL"))
      yield violation(
        subject,
        `${label} drops ${dropped.join(", ") || "no capability"}`,
        "ALL is required",
        "set securityContext.capabilities.drop: [ALL]",
      );
    const extra = added.filter((name) => name !== "NET_BIND_SERVICE");
    if (extra.length > 0)
      yield violation(
        subject,
        `${label} adds ${extra.join(", ")}`,
        "at most NET_BIND_SERVICE may be added",
        "remove securityContext.capabilities.add",
      );
  }),
};
