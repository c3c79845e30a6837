import { keyOf, type Change } from "../change";
import { changedLeaves } from "../leaves";
import { shownLeaf } from "../masking";
import type { StackReview } from "../stack-review";
import { groupOf, SHARED } from "../services";
import { MARKS } from "./counts";
import { code } from "./markdown-text";

/** Properties that a row shows; more are counted. */
const MOST_PROPERTIES = 4;

/** What a row says of a change: what differs, those that replace first. */
export function propertiesOf(change: Change, secrets: readonly string[]): readonly string[] {
  const { before, after, type, replacedBy, operation } = change;
  if (operation === "create" || operation === "delete") return [];
  const options = (["protect", "retainOnDelete"] as const)
    .filter((name) => (before?.[name] ?? false) !== (after?.[name] ?? false))
    .map((name) => `${name}: ${String(before?.[name] ?? false)} → ${String(after?.[name] ?? false)}`);
  const leaves = changedLeaves(before?.inputs ?? {}, after?.inputs ?? {});
  const isCause = (path: string): boolean =>
    replacedBy.some((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`));
  const sorted = leaves.toSorted((one, other) => Number(isCause(other.path)) - Number(isCause(one.path)));
  return [...options, ...sorted.map((leaf) => shownLeaf(leaf, type, secrets))];
}

function cellOf(properties: readonly string[]): string {
  const more = properties.length > MOST_PROPERTIES ? ` and ${properties.length - MOST_PROPERTIES} more` : "";
  return `${properties.slice(0, MOST_PROPERTIES).map(code).join("<br>")}${more}`;
}

const typeName = (type: string): string => type.split(":").at(-1) ?? type;

/** One row: a resource, in every stack. */
function rowOf(
  key: string,
  stacks: readonly StackReview[],
  changes: readonly ReadonlyMap<string, Change>[],
  secrets: readonly string[],
): string {
  const found = changes.map((own) => own.get(key));
  const [first] = found.filter((change) => change !== undefined);
  const cells = found.map((change) => (change === undefined ? "" : cellOf(propertiesOf(change, secrets))));
  const [one = "", ...others] = cells.filter((cell) => cell !== "");
  // What all stacks say alike is said once.
  const what = others.every((cell) => cell === one)
    ? one
    : stacks
        .flatMap(({ stack }, index) =>
          (cells[index] ?? "") === "" ? [] : [`${stack}: ${cells[index] ?? ""}`],
        )
        .join("<br>");
  const marks = found.map((change) => (change === undefined ? "" : code(MARKS[change.operation])));
  return `| ${code(first?.name ?? key)} ${typeName(first?.type ?? "")} | ${marks.join(" | ")} | ${what} |`;
}

/** Changes by service, a table each, as lines; every entry of the result is shown as a whole or not at all. */
export function changeTables(
  stacks: readonly StackReview[],
  services: readonly string[],
  secrets: readonly string[],
): readonly { readonly heading: readonly string[]; readonly rows: readonly string[] }[] {
  const changes = stacks.map((each) => new Map(each.changes.map((change) => [keyOf(change), change])));
  const named = new Map(
    stacks.flatMap(({ changes: own }) =>
      own.map((change) => [keyOf(change), groupOf(change, services)] as const),
    ),
  );
  const groups = services.length > 0 ? [SHARED, ...services] : [...new Set(named.values())].sort();
  return groups.flatMap((service) => {
    const keys = [...named].filter(([, group]) => group === service).map(([key]) => key);
    if (keys.length === 0) return [];
    const columns = ["resource", ...stacks.map(({ stack }) => stack), "what differs"];
    return [
      {
        heading: [
          "",
          `**${service}**`,
          "",
          `| ${columns.join(" | ")} |`,
          `| --- | ${stacks.map(() => ":-:").join(" | ")} | --- |`,
        ],
        rows: keys.sort().map((key) => rowOf(key, stacks, changes, secrets)),
      },
    ];
  });
}
