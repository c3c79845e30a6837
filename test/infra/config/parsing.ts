import { z } from "zod";
import { services } from "../../../infra/catalog";
import { parseConfig } from "../../../infra/config/parse";
import { validRaw } from "./valid";

/** The valid config with a change, read for the catalog's services. */
export const parse = (change: Record<string, unknown> = {}, without: readonly string[] = []) => {
  const raw = { ...validRaw(), ...change };
  return parseConfig(
    Object.fromEntries(Object.entries(raw).filter(([key]) => !without.includes(key))),
    services,
  );
};

/** What the problems of a changed config are about. */
export const things = (
  change: Record<string, unknown> = {},
  without: readonly string[] = [],
): readonly string[] =>
  parse(change, without).problems.map((problem) => problem.thing.replace("config lifeboat:", ""));

/** A structured value of the valid config, read. */
export const stored = (key: string): Record<string, unknown> =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(validRaw()[key] ?? ""));

/** A structured value as it is stored, without one of its services. */
export const storedWithout = (key: string, service: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(stored(key)).filter(([id]) => id !== service));
