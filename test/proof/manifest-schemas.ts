import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const TOOLS = path.resolve(__dirname, "../../sandbox/tools");
const REFERENCE = "#/definitions/";

type Schema = Readonly<Record<string, unknown>>;

const schema = z.record(z.string(), z.unknown());
const swagger = z.object({ definitions: z.record(z.string(), schema) });
const kinds = z.array(z.object({ group: z.string(), version: z.string(), kind: z.string() }));
const customDefinition = z.object({
  spec: z.object({
    group: z.string(),
    names: z.object({ kind: z.string() }),
    versions: z.array(z.object({ name: z.string(), schema: z.object({ openAPIV3Schema: schema }) })),
  }),
});

/** The types of an API whose values have more than one JSON type, which its description does not say. */
const EITHER: Readonly<Record<string, Schema>> = {
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { type: ["string", "integer"] },
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { type: ["string", "number"] },
};

/** File name of a kind's schema, as kubeconform asks for it by `{{ .ResourceKind }}{{ .KindSuffix }}.json`. */
function schemaName(group: string, version: string, kind: string): string {
  const [label = ""] = group.split(".");
  return `${[kind, label, version].filter((part) => part !== "").join("-")}.json`.toLowerCase();
}

/** The same schema, in which an object has no field that it does not name. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => strict(each));
  const parsed = schema.safeParse(value);
  if (!parsed.success) return value;
  const { data } = parsed;
  if (data["x-kubernetes-int-or-string"] === true) return { type: ["string", "integer"] };
  const inner = Object.fromEntries(Object.entries(data).map(([name, each]) => [name, strict(each)]));
  const closed =
    "properties" in data &&
    !("additionalProperties" in data) &&
    data["x-kubernetes-preserve-unknown-fields"] !== true;
  return closed ? { ...inner, additionalProperties: false } : inner;
}

/** What a schema refers to, directly and through others. */
function reachable(from: Schema, definitions: Readonly<Record<string, Schema>>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (each: Schema): void => {
    for (const [, name = ""] of JSON.stringify(each).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      visit(definitions[name] ?? {});
    }
  };
  visit(from);
  return found;
}

/**
 * Schemas of Kubernetes' own kinds, from the module of the API server that the proofs run: file name to text.
 * @throws Error when Go is missing or cannot fetch the module
 */
export function kubernetesSchemas(): ReadonlyMap<string, string> {
  const folder = execFileSync("go", ["list", "-m", "-f", "{{.Dir}}", "k8s.io/kubernetes"], {
    cwd: TOOLS,
    encoding: "utf8",
  }).trim();
  const text = readFileSync(path.join(folder, "api/openapi-spec/swagger.json"), "utf8");
  const given = swagger.parse(JSON.parse(text)).definitions;
  const definitions = Object.fromEntries(
    Object.entries(given).map(([name, each]) => [name, EITHER[name] ?? schema.parse(strict(each))]),
  );
  const files = new Map<string, string>();
  for (const [name, each] of Object.entries(given)) {
    const own = kinds.safeParse(each["x-kubernetes-group-version-kind"]);
    if (!own.success) continue;
    const entry = { $ref: `${REFERENCE}${name}` };
    const used = reachable(entry, definitions);
    const needed = Object.entries(definitions).filter(([each]) => used.has(each));
    const whole = JSON.stringify({ ...entry, definitions: Object.fromEntries(needed) });
    for (const { group, version, kind } of own.data) files.set(schemaName(group, version, kind), whole);
  }
  return files;
}

/** Schemas of the kinds that CustomResourceDefinitions define: file name to text. @throws ZodError for what is none */
export function customSchemas(definitions: readonly unknown[]): ReadonlyMap<string, string> {
  return new Map(
    definitions.flatMap((definition) => {
      const { group, names, versions } = customDefinition.parse(definition).spec;
      return versions.map(({ name, schema: { openAPIV3Schema } }): [string, string] => {
        const closed = schema.parse(strict(openAPIV3Schema));
        // Every object has metadata, of which a definition says nothing.
        const whole = { ...closed, properties: { ...schema.parse(closed["properties"]), metadata: {} } };
        return [schemaName(group, name, names.kind), JSON.stringify(whole)];
      });
    }),
  );
}
