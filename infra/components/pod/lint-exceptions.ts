/** Checks of kube-score that an object does not meet, each with the reason. */
export type LintExceptions = Readonly<Partial<Record<ScoreCheck, string>>>;

type ScoreCheck = "container-image-pull-policy" | "pod-probes-identical";

/** Exception of every pod. */
const PULL: LintExceptions = {
  "container-image-pull-policy":
    "images are pinned by digest: a node that has one need not ask a registry that may be away",
};

/** Annotations of an object with pods: what kube-score shall leave out, and why. */
export function lintAnnotations(more: LintExceptions = {}): Readonly<Record<string, string>> {
  const exceptions = Object.entries({ ...PULL, ...more });
  return {
    "kube-score/ignore": exceptions.map(([check]) => check).join(","),
    "lifeboat/kube-score-exceptions": exceptions.map(([check, reason]) => `${check}: ${reason}`).join("; "),
  };
}
