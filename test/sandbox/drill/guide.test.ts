import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  configArguments,
  restArguments,
  settings,
  typed,
  upArguments,
} from "../../../sandbox/drill/commands";
import { repositoryRoot } from "../../../sandbox/engine/paths";

/** The guide but for one service, whose commands test/infra/one-service.real.test.ts runs. */
const [guide = ""] = readFileSync(path.join(repositoryRoot(__dirname), "docs", "failover.md"), "utf8").split(
  "\n## One service\n",
);
/** Also those in a comment, which are run in one case only. */
const quoted = [...guide.matchAll(/^```\n(.*?)^```$/gms)].flatMap(([, block = ""]) =>
  block
    .trim()
    .split("\n")
    .map((line) => line.replace(/^# only if [^:]+: /, "")),
);

/** What the drill runs on each stack. */
const run = {
  prod: [settings.fence, settings.activate],
  dr: [settings.activateAlone, settings.activate, settings.fenceAfterLoss, settings.fence, settings.wait],
};
const known = (["prod", "dr"] as const).flatMap((stack) => [
  ...run[stack].flatMap((wanted) => configArguments(stack, wanted)).map(typed),
  typed(upArguments(stack)),
  ...restArguments(stack).map(typed),
]);

describe("the guide", () => {
  it("quotes only commands that the drill runs", () => {
    expect(quoted.filter((command) => !known.includes(command))).toEqual([]);
  });
  it("leaves none of them out", () => {
    expect(known.filter((command) => !quoted.includes(command))).toEqual([]);
  });
});
