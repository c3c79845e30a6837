import { KINDS, flagId, needsApproval, type Flag, type Kind } from "../flag";
import { approvalOf, unapproved, type Review } from "../review";
import { changeTables } from "./changes-table";
import { countsOf, kindName } from "./counts";
import { code, plain } from "./markdown-text";
import { oldViolations } from "../policy-flags";
import { unexplained } from "../stack-flags";
import type { StackReview } from "../stack-review";
import { stepLines } from "./steps";
import { verdictOf } from "./verdict";

/** What the report says of itself. */
export interface Versions {
  /** Commit of the base, in short. */
  readonly base: string;
  /** Commit of the head, in short, and whether the tree has more. */
  readonly head: string;
  /** What the reader must know about how it was made. @default nothing */
  readonly notes?: readonly string[];
}

/** How a report is written. */
export interface MarkdownOptions {
  readonly services: readonly string[];
  readonly secrets: readonly string[];
  /** Longest report, in characters. @default 60,000: GitHub refuses a comment of more than 65,536 */
  readonly longest?: number;
}

/** A comment with this line is the review's own, and is updated in place. */
export const MARKER = "<!-- lifeboat-review -->";

const LONGEST = 60_000;
/** Changes up to which the tables are unfolded. */
const MOST_UNFOLDED = 20;
/** Room for the sentences about what is left out, one a section. */
const RESERVE = 1500;
/** Errors that are shown of a stack, and the characters of each. */
const [MOST_ERRORS, LONGEST_ERROR] = [5, 1500];
/** Where a reader finds what is left out. */
const ALL = "`npm run review -- --format json` has all.";

/** A line for each resource; stacks of which the same is said share it. */
function flagLines(review: Review, flags: readonly Flag[]): readonly string[] {
  const lines = [...Map.groupBy(flags, ({ stack, resource }) => `${stack} ${resource}`).values()].map(
    (own) => {
      const approvals = own.flatMap((flag) => {
        const approval = approvalOf(review, flag);
        return approval === undefined ? [] : [`${approval.owner}, ${approval.date}: ${approval.reason}`];
      });
      const approved = [...new Set(approvals)].map((text) => ` *Approved by ${plain(text)}.*`).join("");
      const why = [...new Set(own.map((flag) => plain(flag.why)))].join("; ");
      const { stack = "", resource = "" } = own[0] ?? {};
      return { stack, text: `${code(resource)} ${why}.${approved}` };
    },
  );
  return [...Map.groupBy(lines, ({ text }) => text)].map(
    ([text, alike]) => `- ${alike.map(({ stack }) => stack).join(", ")}: ${text}`,
  );
}

/** Why a preview failed, as far as no flag explains it; lines stay lines, because a remedy is pasted. */
function errorLines(stack: StackReview): readonly string[] {
  const errors = unexplained(stack);
  if (errors.length === 0) return [];
  const shown = errors
    .slice(0, MOST_ERRORS)
    .map((error) => error.replaceAll("`", "'").slice(0, LONGEST_ERROR));
  const more = errors.length > MOST_ERRORS ? [`and ${errors.length - MOST_ERRORS} more`] : [];
  return ["", `**${stack.stack} failed:**`, "", "```text", ...shown, ...more, "```"];
}

/** What is wrong with the base already, in a line: no flag is about it. */
function oldLine(stack: StackReview): readonly string[] {
  const count = oldViolations(stack);
  const what = count === 1 ? "1 violation or exemption" : `${count} violations and exemptions`;
  return count === 0
    ? []
    : ["", `> ${plain(stack.stack)}: the policies find ${what} that the base has already.`];
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** The flags of a kind, by rule, as far as there is room. */
function flagSection(review: Review, kind: Kind, room: number): readonly string[] {
  const flags = review.flags.filter((flag) => flag.kind === kind);
  if (flags.length === 0) return [];
  const isFolded = !needsApproval(kind) && flags.length > MOST_UNFOLDED;
  const title = `${sentence(kindName(kind)).slice(0, -1)}${needsApproval(kind) ? "" : ", for your information"}`;
  const lines = [
    "",
    ...(isFolded ? [`<details><summary>${title}: ${flags.length}</summary>`] : [`### ${title}`]),
    ...(kind === "disruption" ? stepLines(review) : []),
  ];
  let left = 0;
  for (const [rule, own] of Map.groupBy(flags, (flag) => flag.rule)) {
    const heading = ["", `**${rule}.** ${plain(sentence(own[0]?.remedy ?? ""))}`, ""];
    const all = flagLines(review, own);
    const { lines: fit, left: more } = fitting(all, room - sizeOf(lines) - sizeOf(heading));
    if (fit.length > 0) lines.push(...heading, ...fit);
    left += more;
  }
  if (left > 0) lines.push("", `**${left} more flags do not fit here:** ${ALL}`);
  return [...lines, ...(isFolded ? ["", "</details>"] : [])];
}

/** What changes, by service, as far as there is room. */
function changeSection(
  stacks: readonly StackReview[],
  room: number,
  options: MarkdownOptions,
): readonly string[] {
  const changes = stacks.reduce((sum, each) => sum + each.changes.length, 0);
  if (changes === 0) return [];
  const isFolded = changes > MOST_UNFOLDED;
  const lines = [
    "",
    ...(isFolded ? ["<details><summary>Changes by service</summary>"] : ["### Changes by service"]),
  ];
  let left = 0;
  for (const { heading, rows } of changeTables(stacks, options.services, options.secrets)) {
    const { lines: fit, left: more } = fitting(rows, room - sizeOf(lines) - sizeOf(heading));
    if (fit.length > 0) lines.push(...heading, ...fit);
    left += more;
  }
  if (left > 0) lines.push("", `**${left} more resources change, and do not fit here:** ${ALL}`);
  return [...lines, ...(isFolded ? ["", "</details>"] : [])];
}

function approvalBlock(review: Review): readonly string[] {
  const open = unapproved(review);
  if (open.length === 0) return [];
  return [
    "",
    "<details><summary>To approve</summary>",
    "",
    "Commit this as `review-approval.yaml`, or pass the file with `--approval`:",
    "",
    "```yaml",
    "reason: <why the change is right all the same>",
    "owner: <who is responsible for it>",
    "date: <YYYY-MM-DD>",
    "flags:",
    ...[...new Set(open.map(flagId))].map((id) => `  - ${JSON.stringify(id)}`),
    "```",
    "",
    "</details>",
  ];
}

/** Lines while there is room. @returns how many did not fit, too */
function fitting(
  lines: readonly string[],
  room: number,
): { readonly lines: readonly string[]; readonly left: number } {
  let used = 0;
  const taken = lines.findIndex((line) => (used += line.length + 1) > room);
  return taken < 0 ? { lines, left: 0 } : { lines: lines.slice(0, taken), left: lines.length - taken };
}

const sizeOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

/** The review as a comment of a pull request. What does not fit is counted; verdicts and flags come first. */
export function markdown(review: Review, versions: Versions, options: MarkdownOptions): string {
  const longest = options.longest ?? LONGEST;
  const { stacks } = review;
  const head = [
    MARKER,
    "## What this changes",
    "",
    `Base ${versions.base}, head ${versions.head}.`,
    "",
    "| stack | verdict | changes |",
    "| --- | --- | --- |",
    ...stacks.map(
      (each) =>
        `| ${each.stack} | **${verdictOf(review, each)}** | ${countsOf(each.changes)}, ${each.unchanged} unchanged |`,
    ),
    ...(versions.notes ?? []).flatMap((note) => ["", `> ${plain(note)}`]),
    ...stacks.flatMap(oldLine),
    ...stacks.flatMap(errorLines),
  ];
  const lines = [...head];
  const approval = approvalBlock(review);
  const foot = sizeOf(approval) > longest / 4 ? [] : approval;
  const room = (): number => longest - RESERVE - sizeOf(foot) - sizeOf(lines);
  for (const kind of KINDS) lines.push(...flagSection(review, kind, room()));
  lines.push(...changeSection(stacks, room(), options));
  return `${[...lines, ...foot].join("\n")}\n`;
}
