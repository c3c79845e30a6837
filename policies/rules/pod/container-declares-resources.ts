import { violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import { perContainer, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

const DEMANDED = [
  ["requests", "cpu"],
  ["requests", "memory"],
  ["limits", "cpu"],
  ["limits", "memory"],
] as const;

/** A zero quantity, which as a limit means none. */
const NOTHING = /^0+(?:\.0*)?[a-zA-Z]*$/;

/** Whether a quantity is set and not zero. @throws Undecided */
const isGiven = (resources: Input, [kind, of]: (typeof DEMANDED)[number]): boolean => {
  const quantity = resources.at(kind, of);
  return quantity.isSet && quantity.shown !== "" && !(kind === "limits" && NOTHING.test(quantity.shown));
};

/** A runaway job must not take the service down. */
export const containerDeclaresResources: ResourceRule = {
  name: "container-declares-resources",
  demands: "Every container requests and limits its CPU and memory.",
  sources: ["CKV_K8S_10", "CKV_K8S_11", "CKV_K8S_12", "CKV_K8S_13", "C-0270", "MAC-1"],
  profile: "general",
  severity: "medium",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, _pod, subject) {
    const missing = DEMANDED.filter((path) => !isGiven(spec.at("resources"), path)).map((path) =>
      path.join("."),
    );
    if (missing.length > 0)
      yield violation(
        subject,
        `${label} has no ${missing.join(", ")}`,
        "requests and limits of CPU and memory are required",
        "set them in resources",
      );
  }),
};
