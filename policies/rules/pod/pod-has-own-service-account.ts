import { violation } from "../../support/input/finding";
import { podAccount, podSpec, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

/** Rights of one job must not be shared with its namespace. */
export const podHasOwnServiceAccount: ResourceRule = {
  name: "pod-has-own-service-account",
  demands: "A pod runs as a ServiceAccount that is not the namespace's default.",
  sources: ["CIS Kubernetes 5.1.5", "CKV_K8S_41", "C-0189"],
  profile: "general",
  severity: "medium",
  types: podTypes,
  *check(subject) {
    const account = podAccount(podSpec(subject));
    if (!account.isSet || account.text === "" || account.text === "default")
      yield violation(
        subject,
        `serviceAccountName is ${account.shown || "empty"}`,
        "a dedicated account is required",
        "create a ServiceAccount and set its name",
      );
  },
};
