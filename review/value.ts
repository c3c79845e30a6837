/** Properties of a resource, or a part of them. */
export type Fields = Readonly<Record<string, unknown>>;

/** What stands in place of a value that only a deployment knows. */
export const UNKNOWN = "[unknown]";
/** What stands in place of a secret. */
export const SECRET = "[secret]";

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** The value as a list; one that is none is empty. */
export const listOf = (value: unknown): readonly unknown[] => (isList(value) ? value : []);

/** The value's fields; one that has none is empty. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

/** A text; anything else is undefined. */
export const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** A number, also one that is written as text; anything else is undefined. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** The value at a dotted path, such as `spec.template.spec`; undefined where a step is missing. */
export function at(value: unknown, path: string): unknown {
  let inner = value;
  for (const step of path.split(".")) inner = isFields(inner) ? inner[step] : undefined;
  return inner;
}

/** JSON inside a text (a policy's document), opened; any other value as it is. */
export function opened(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Whether a part of the value is known after a deployment only. */
export const hasUnknown = (value: unknown): boolean => holdsText(value, UNKNOWN);

/** Whether a part of the value has the text in it. */
export const holdsText = (value: unknown, text: string): boolean =>
  value !== undefined && JSON.stringify(value).includes(text);

/** A text that two equal values share, whatever the order of their keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isFields(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
