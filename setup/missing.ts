import { services } from "../infra/catalog";
import { checkAll } from "../infra/config";
import { plainPaths } from "../infra/config/check/plain-secrets";
import { targetProblems } from "../infra/config/check/targets";
import { onStack } from "../infra/config/command";
import { parseConfig } from "../infra/config/parse";
import type { Problem } from "../infra/problem";
import type { StackFile } from "./stack-file";

const NAMESPACE = "lifeboat:";

/** What stands for an encrypted value, of a form that its key accepts. */
function assumed(path: readonly string[]): string {
  const leaf = path.at(-1) ?? "";
  if (leaf === "ageIdentity") return `AGE-SECRET-KEY-1${"Q".repeat(58)}`;
  if (leaf.startsWith("pagerduty")) return "0".repeat(32);
  if (/Url$/.test(leaf)) return "https://assumed.internal";
  return `${leaf}-${"0".repeat(40)}`;
}

/** A value as the engine would pass it, with something in place of what is encrypted; notes where that is. */
function decrypted(value: unknown, path: readonly string[], secrets: Set<string>): unknown {
  if (Array.isArray(value))
    return value.map((each, index) => decrypted(each, [...path, String(index)], secrets));
  if (typeof value !== "object" || value === null) return value;
  if (Object.keys(value).join() === "secure") {
    secrets.add(path.join("."));
    return assumed(path);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, decrypted(inner, [...path, name], secrets)]),
  );
}

/** As the engine passes a value of another namespace: as text. */
const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/**
 * What a stack's file still lacks, with the command for each: what the program itself would say, but for encrypted values,
 * which are there and cannot be read.
 */
export function missingOf({ settings }: StackFile, stack: string): readonly Problem[] {
  const secrets = new Set<string>();
  const own = Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) =>
      key.startsWith(NAMESPACE)
        ? [[key.slice(NAMESPACE.length), decrypted(value, [key.slice(NAMESPACE.length)], secrets)] as const]
        : [],
    ),
  );
  const all = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, asText(value)]));
  const encrypted = (key: string): boolean => plainPaths(settings[key], [key]).length === 0;
  const file = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key.replace(NAMESPACE, ""), value]),
  );
  const parsed = parseConfig(own, services, (key) => encrypted(`${NAMESPACE}${key}`), file);
  return [...targetProblems(all, parsed.partial, encrypted), ...checkAll(parsed, services)]
    .filter(({ thing }) => !secrets.has(thing.replace(/^config lifeboat:/, "")))
    .map((problem) => ({ ...problem, remedy: onStack(problem.remedy, stack) }));
}
