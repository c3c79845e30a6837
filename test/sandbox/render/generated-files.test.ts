import { expect, it } from "vitest";
import { firstLines } from "../../../sandbox/render/differences";
import { generatedFiles, recordedGenerated } from "../../../sandbox/render/generated-files";

it("the repository has every generated file as its sources say: npm run generate renews them", async () => {
  const declared = await generatedFiles();
  const recorded = recordedGenerated(declared);
  expect([...recorded.keys()].sort()).toEqual([...declared.keys()].sort());
  for (const [name, text] of declared) expect(firstLines(recorded.get(name) ?? "", text), name).toBe("");
  expect(Object.fromEntries(recorded)).toEqual(Object.fromEntries(declared));
});
