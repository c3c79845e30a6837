import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";
import { isList, type Fields } from "./value";

/** A limit that the pack's configuration may change, for one rule. */
export interface Setting<T> {
  readonly name: string;
  /** What it limits, with the unit. */
  readonly description: string;
  readonly default: T;
  readonly schema: PolicyConfigJSONSchema;
  /** The configured value, or else the default. */
  readonly of: (settings: Fields) => T;
}

/** A whole number, at least 0. */
export function numberSetting(name: string, fallback: number, description: string): Setting<number> {
  return {
    name,
    description,
    default: fallback,
    schema: { type: "integer", minimum: 0, description, default: fallback },
    of: ({ [name]: value }) => (typeof value === "number" ? value : fallback),
  };
}

/** A list of texts. */
export function textsSetting(
  name: string,
  fallback: readonly string[],
  description: string,
): Setting<readonly string[]> {
  return {
    name,
    description,
    default: fallback,
    schema: { type: "array", items: { type: "string" }, description, default: [...fallback] },
    of: ({ [name]: value }) => (isList(value) ? value.filter((item) => typeof item === "string") : fallback),
  };
}
