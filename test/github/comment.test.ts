import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { MARKER } from "../../review/report/markdown";
import { temporaryDirectory } from "../../sandbox/servers/at-exit";

const script: unknown = createRequire(__filename)("../../.github/scripts/comment.cjs");
const SHA = "a".repeat(40);

describe("the comment of a review", () => {
  const folder = temporaryDirectory("comment");
  const file = join(folder.path, "review.md");
  afterAll(() => {
    folder.remove();
  });

  /** Runs the script with a stand-in for GitHub's API. @returns what it asked for and said */
  async function run(report: string, there: readonly object[] = [], sha = SHA): Promise<readonly unknown[]> {
    const calls: unknown[] = [];
    const note = (name: string) => (given: unknown) => void calls.push([name, given]);
    const pulls = { list: "pulls" };
    const issues = { listComments: "comments", createComment: note("create"), updateComment: note("update") };
    const github = {
      rest: { pulls, issues },
      paginate: (which: string, given: unknown) => {
        if (which === "pulls") calls.push(["list", given]);
        return Promise.resolve(which === "pulls" ? [{ number: 7, head: { sha } }] : there);
      },
    };
    const run = { head_repository: { owner: { login: "stranger" } }, head_branch: "fix", head_sha: SHA };
    const context = { repo: { owner: "o", repo: "r" }, payload: { workflow_run: run } };
    writeFileSync(file, report);
    const comment: unknown = Reflect.get(script ?? {}, "comment");
    if (typeof comment !== "function") throw new Error("the script exports no comment");
    await Reflect.apply(comment, undefined, [
      { github, context, core: { info: note("info"), setFailed: note("failed") }, file },
    ]);
    return calls;
  }
  const asked = ["list", { owner: "o", repo: "r", state: "open", head: "stranger:fix" }];
  const report = `${MARKER}\n# Review`;

  it("is made once, under the pull request that GitHub names", async () => {
    expect(await run(report)).toEqual([
      asked,
      ["create", { owner: "o", repo: "r", issue_number: 7, body: report }],
    ]);
  });
  it("is renewed, and nobody else's is", async () => {
    const other = { id: 1, user: { login: "stranger" }, body: report };
    const own = { id: 2, user: { login: "github-actions[bot]" }, body: `${MARKER}\nold` };
    const more = { id: 3, user: { login: "github-actions[bot]" }, body: "coverage" };
    expect(await run(report, [other, more, own])).toEqual([
      asked,
      ["update", { owner: "o", repo: "r", comment_id: 2, body: report }],
    ]);
  });
  it("notifies nobody whom the report names", async () => {
    const [, created] = await run(`${MARKER}\n@everyone`);
    expect(created).toEqual(["create", expect.objectContaining({ body: `${MARKER}\n@\u200beveryone` })]);
  });
  it("is not that of an older commit", async () => {
    expect(await run(report, [], "b".repeat(40))).toEqual([
      asked,
      ["info", `stranger:fix has no open pull request at ${SHA}`],
    ]);
  });
  it.each(["something else", `${MARKER}${"x".repeat(65_536)}`])(
    "is no text of another kind or length",
    async (text) => {
      expect(await run(text)).toEqual([["failed", expect.stringContaining("is no report")]]);
    },
  );
});
