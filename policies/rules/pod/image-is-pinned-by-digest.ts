import { violation } from "../../support/input/finding";
import { perContainer, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

/** A tag can be moved, but the tested image and the one that restores must be the same bytes. */
export const imageIsPinnedByDigest: ResourceRule = {
  name: "image-is-pinned-by-digest",
  demands: "Every container's image is named by its digest.",
  sources: ["CKV_K8S_43", "CKV_K8S_14"],
  profile: "general",
  severity: "high",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, _pod, subject) {
    const image = spec.at("image");
    if (!/@sha256:[0-9a-f]{64}$/.test(image.text ?? ""))
      yield violation(
        subject,
        `${label} has image ${image.shown}`,
        "an image by digest is required",
        "write <name>@sha256:<64 hex digits>",
      );
  }),
};
