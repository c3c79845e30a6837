import { z } from "zod";

const record = z.record(z.string(), z.unknown());

const wholeUnit = (quantity: string): string =>
  quantity
    .replace(/^(\d+)000m$/, "$1")
    .replace(/^(\d+)Mi$/, (same, mebibytes: string) =>
      Number(mebibytes) % 1024 === 0 ? `${Number(mebibytes) / 1024}Gi` : same,
    );

/** A value as the API spells it: quantities in their greatest whole unit, and nothing that it holds by leaving it out. */
export function asHeld(declared: unknown, held: unknown): unknown {
  if (typeof declared === "string") return wholeUnit(declared);
  if (Array.isArray(declared))
    return declared.map((each: unknown, index) =>
      asHeld(each, Array.isArray(held) ? held[index] : undefined),
    );
  const fields = record.safeParse(declared);
  if (!fields.success) return declared;
  const found = record.safeParse(held).data ?? {};
  const isEmpty = (value: unknown): boolean =>
    value === false || value === "" || (typeof value === "object" && Object.keys(value ?? {}).length === 0);
  const kept = Object.entries(fields.data).filter(([name, value]) => name in found || !isEmpty(value));
  return Object.fromEntries(kept.map(([name, value]) => [name, asHeld(value, found[name])]));
}
