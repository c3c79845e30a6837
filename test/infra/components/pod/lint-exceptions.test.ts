import { expect, it } from "vitest";
import { lintAnnotations } from "../../../../infra/components/pod/lint-exceptions";

it("names the check that every pod leaves out, and why", () => {
  expect(lintAnnotations()).toEqual({
    "kube-score/ignore": "container-image-pull-policy",
    "lifeboat/kube-score-exceptions": expect.stringMatching(
      /^container-image-pull-policy: images are pinned by/,
    ) as string,
  });
});

it("adds those of one object with their reasons", () => {
  expect(lintAnnotations({ "pod-probes-identical": "it has but one port" })).toEqual({
    "kube-score/ignore": "container-image-pull-policy,pod-probes-identical",
    "lifeboat/kube-score-exceptions": expect.stringMatching(
      /away; pod-probes-identical: it has but one port$/,
    ) as string,
  });
});
