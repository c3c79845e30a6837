import { expect, it } from "vitest";
import { keyText, onStack, remove, set, setSecret } from "../../../infra/config/command";

it("names the stack in every command of a remedy that names none", () => {
  const image = keyText(["images", "a/b"]);
  for (const [remedy, named] of [
    [set("region", "us-east-1"), "pulumi config set lifeboat:region us-east-1 --stack dr"],
    [set(image, "<name>"), `pulumi config set --path 'lifeboat:images["a/b"]' '<name>' --stack dr`],
    [set("features", "it's"), "pulumi config set lifeboat:features 'it'\\''s' --stack dr"],
    [set("aws:region", "us-east-1"), "pulumi config set aws:region us-east-1 --stack dr"],
    [setSecret("a.b"), "pulumi config set --secret --path lifeboat:a.b --stack dr # value at the prompt"],
    [setSecret("key", "< key.txt"), "pulumi config set --secret lifeboat:key --stack dr < key.txt"],
    [
      `${remove("a")} && ${set("b.c", "1")}`,
      "pulumi config rm lifeboat:a --stack dr && pulumi config set --path lifeboat:b.c 1 --stack dr",
    ],
    [
      `${remove("a")}; or ${remove("b")}`,
      "pulumi config rm lifeboat:a --stack dr; or pulumi config rm lifeboat:b --stack dr",
    ],
    [
      `build it, push it, and: ${set("a", "b")}`,
      "build it, push it, and: pulumi config set lifeboat:a b --stack dr",
    ],
    ["pulumi config set lifeboat:a b --stack prod", "pulumi config set lifeboat:a b --stack prod"],
    ["pulumi config rm lifeboat:a --stack prod", "pulumi config rm lifeboat:a --stack prod"],
    ["change the catalog", "change the catalog"],
  ] as const)
    expect(onStack(remedy, "dr")).toBe(named);
});
