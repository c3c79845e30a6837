import { z } from "zod";
import { subject, type Subject } from "../../../policies/support/input/subject";
import { recordedResources } from "../../../sandbox/render/expected-files";
import { unknown, type Fields, type Value } from "../../../policies/support/input/value";

/** The stacks of the repository. */
export const stackNames = ["prod", "dr"] as const;
/** Name of a stack of the repository. */
export type StackName = (typeof stackNames)[number];

const record = z.array(
  z.object({
    type: z.string(),
    name: z.string(),
    inputs: z.record(z.string(), z.unknown()),
    protect: z.boolean().default(false),
    secretOutputs: z.array(z.string()).default([]),
    madeFrom: z.record(z.string(), z.array(z.string())).default({}),
  }),
);

/** Stands for a long text, of which the record tells nothing else. */
const ABRIDGED = /^sha256:[0-9a-f]{64} \(\d+ characters\)$/;

/** Account of the stacks that are recorded. */
const ACCOUNT = "210987654321";

/** What a policy is given, from what a review reads: opened JSON is text again, and an unknown is one. */
function given(value: unknown): Value {
  if (value === "[unknown]") return unknown;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(given);
  if (typeof value !== "object" || value === null) return null;
  const entries = Object.entries(value);
  const [[key, inner] = [], ...more] = entries;
  return key === "json" && more.length === 0 ? JSON.stringify(inner) : fields(entries);
}

const fields = (entries: readonly (readonly [string, unknown])[]): Fields =>
  Object.fromEntries(
    entries.map(([key, inner]) => {
      // What a script does, its name would have judged.
      const isScript = key.endsWith(".sh") && typeof inner === "string" && ABRIDGED.test(inner);
      return [key, isScript ? unknown : given(inner)];
    }),
  );

const urn = (stack: StackName, type: string, name: string): string =>
  `urn:pulumi:${stack}::lifeboat::${type}::${name}`;

/** Every resource of a stack as the pack sees it, from the record in test/expected. */
export function declaredStack(stack: StackName): readonly Subject[] {
  return record
    .parse(recordedResources(stack))
    .map(({ type, name, inputs, protect, secretOutputs, madeFrom }) =>
      subject({
        urn: urn(stack, type, name),
        type,
        name,
        inputs: fields(Object.entries(inputs)),
        protect,
        secretOutputs,
        // Each stack file names the account in aws:allowedAccountIds.
        provider: type.startsWith("aws:") ? { allowedAccountIds: [ACCOUNT] } : {},
        madeFrom: (property) =>
          (madeFrom[property] ?? []).map((origin) => {
            const [from = "", ...rest] = origin.split("::");
            return { type: from, urn: urn(stack, from, rest.join("::")) };
          }),
      }),
    );
}
