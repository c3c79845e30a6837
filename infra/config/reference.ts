import { z } from "zod";
import { factsOf, keys, schema } from "./schema";
import { onStack } from "./command";
import { exampleOf } from "./schema/key-facts";

const field = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  default: z.unknown().optional(),
});
const described = z.object({ properties: z.record(z.string(), field), required: z.array(z.string()) });

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  array: "list",
  object: "object",
};

const capitalised = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** What applies if a key is not set. */
function unsetText(key: string, value: unknown, isRequired: boolean): string {
  const { unset, required } = factsOf(key);
  if (isRequired) return "required";
  if (required !== undefined) return required;
  if (unset !== undefined) return `if not set: ${unset}`;
  return `defaults to \`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

/**
 * The page of all keys: what each holds and changes, its type, default, stack and an example.
 * @returns Markdown, not yet formatted
 */
export function configurationPage(): string {
  const json = described.parse(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  const sections = keys.map((key) => {
    const about = factsOf(key);
    const { type = "text", enum: values, default: value } = json.properties[key] ?? {};
    const facts = [
      about.secret === true ? "secret" : undefined,
      values === undefined ? (TYPES[type] ?? type) : values.map((each) => `\`${each}\``).join(" or "),
      unsetText(key, value, json.required.includes(key)),
      about.stack === undefined ? undefined : `only on the ${about.stack}`,
    ];
    const command = onStack(exampleOf(key, about), about.stack === "standby" ? "dr" : "prod");
    return `### ${key}

${capitalised(about.what)}. It changes ${about.changes}.

- ${facts.filter((each) => each !== undefined).join(" · ")}
- must ${about.limit.replaceAll("<", "\\<")}

\`\`\`
${command}
\`\`\`
`;
  });
  return `# Configuration

Every key of the namespace \`lifeboat\` in a stack's \`Pulumi.<stack>.yaml\`; [ARCHITECTURE.md](../ARCHITECTURE.md#words) explains the
words. \`npm run generate\` generates this page from the schema that parses the keys. All errors in a stack's config are reported
at once, each with the command that fixes it.

Of other namespaces a stack needs \`kubernetes:context\` (or \`kubernetes:kubeconfig\`), \`aws:region\` and
\`aws:allowedAccountIds\`. The commands name prod, or dr where the key is only for the standby: for the other stack, write its name
after \`--stack\`. Values that only examples have are refused:
[what is refused before the first resource](deploying.md#what-is-refused-before-the-first-resource).

${sections.join("\n")}`;
}
