import { violation } from "../../support/input/finding";
import { perContainer, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

/** A container must run the image as built, and leave no secrets on a node's disk. */
export const containerRootIsReadOnly: ResourceRule = {
  name: "container-root-is-read-only",
  demands: "Every container has a read-only root filesystem.",
  sources: ["C-0017", "CKV_K8S_22", "KYB-3"],
  profile: "general",
  severity: "medium",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, _pod, subject) {
    const readOnly = spec.at("securityContext", "readOnlyRootFilesystem");
    if (readOnly.flag !== true)
      yield violation(
        subject,
        `${label} has readOnlyRootFilesystem ${readOnly.shown}`,
        "true is required",
        "set it, and mount an emptyDir where the container writes",
      );
  }),
};
