import type { Rule } from "../../support/rule";
import { containerCannotEscalate } from "./container-cannot-escalate";
import { containerDeclaresResources } from "./container-declares-resources";
import { containerDropsCapabilities } from "./container-drops-capabilities";
import { containerRootIsReadOnly } from "./container-root-is-read-only";
import { imageIsPinnedByDigest } from "./image-is-pinned-by-digest";
import { podHasOwnServiceAccount } from "./pod-has-own-service-account";
import { podHasPriority } from "./pod-has-priority";
import { podHasSeccompProfile } from "./pod-has-seccomp-profile";
import { podHasTokenOnlyWhereBound } from "./pod-has-token-only-where-bound";
import { podKeepsItsGuards } from "./pod-keeps-its-guards";
import { podRunsAsNonRoot } from "./pod-runs-as-non-root";
import { podSharesNothingWithItsNode } from "./pod-shares-nothing-with-its-node";
import { probeStaysInItsPod } from "./probe-stays-in-its-pod";

/** In the order of the README. */
export const podRules: readonly Rule[] = [
  podRunsAsNonRoot,
  podHasSeccompProfile,
  podSharesNothingWithItsNode,
  podKeepsItsGuards,
  probeStaysInItsPod,
  podHasOwnServiceAccount,
  podHasTokenOnlyWhereBound,
  podHasPriority,
  containerDropsCapabilities,
  containerCannotEscalate,
  containerRootIsReadOnly,
  containerDeclaresResources,
  imageIsPinnedByDigest,
];
