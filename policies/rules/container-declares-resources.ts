import { violation } from "../support/finding";
import { perContainer, podTypes } from "../support/pod";
import type { ResourceRule } from "../support/rule";

const DEMANDED = [
  ["requests", "cpu"],
  ["requests", "memory"],
  ["limits", "cpu"],
  ["limits", "memory"],
] as const;

/** A job that runs wild does not take the service down with it. */
export const containerDeclaresResources: ResourceRule = {
  name: "container-declares-resources",
  demands: "Every container requests and limits its CPU and memory.",
  sources: ["CKV_K8S_10", "CKV_K8S_11", "CKV_K8S_12", "CKV_K8S_13", "C-0270", "MAC-1"],
  severity: "medium",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, _pod, subject) {
    const missing = DEMANDED.filter((path) => !spec.at("resources", ...path).isSet).map((path) =>
      path.join("."),
    );
    if (missing.length > 0)
      yield violation(
        subject,
        `${label} lacks ${missing.join(", ")}`,
        "requests and limits of CPU and memory are asked for",
        "set them in resources",
      );
  }),
};
