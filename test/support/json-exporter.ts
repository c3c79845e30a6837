import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const metric = z.strictObject({
  name: z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/),
  type: z.literal("value"),
  valuetype: z.literal("gauge"),
  help: z.string(),
  // Of JSONPath, only what the configuration uses: one key below another.
  path: z.string().regex(/^\{ (\.\w+)+ \}$/),
});
const module_ = z.strictObject({
  metrics: z.array(metric).min(1),
  http_client_config: z.strictObject({
    follow_redirects: z.boolean(),
    authorization: z.strictObject({ type: z.literal("Bearer"), credentials_file: z.string() }).optional(),
  }),
});
const file = z.strictObject({ modules: z.record(z.string(), module_) });

/** The value at a path, as json_exporter makes a number of it: undefined if the document has none. */
function valueAt(document: unknown, at: string): number | undefined {
  let value = document;
  for (const key of at.replace(/[{} ]/g, "").split(".").slice(1)) {
    const object = z.record(z.string(), z.unknown()).safeParse(value);
    if (!object.success || !(key in object.data)) return undefined;
    value = object.data[key];
  }
  if (value === null) return NaN;
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "string" && /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)) return Number(value);
  return typeof value === "number" ? value : undefined;
}

/**
 * Stand-in for json_exporter, which cannot be had here: it accepts only the keys of its configuration that the stack
 * writes, and reads a document as its collector does. A missing key is no series, null is NaN.
 * @param config text of the configuration
 * @param secrets folder in place of the pod's secrets
 * @returns the page that Prometheus would scrape
 * @throws Error where the real one answers 503
 */
export async function probe(
  config: string,
  secrets: string,
  query: { readonly module: string; readonly target: string },
): Promise<string> {
  const { modules } = file.parse(parse(config));
  const found = modules[query.module];
  if (found === undefined) throw new Error(`unknown module ${query.module}`);
  const { authorization, follow_redirects } = found.http_client_config;
  const token =
    authorization && readFileSync(path.join(secrets, path.basename(authorization.credentials_file)), "utf8");
  const response = await fetch(query.target, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token.trim()}` },
    redirect: follow_redirects ? "follow" : "manual",
  });
  if (!response.ok) throw new Error(`${response.status} of ${query.target}`);
  const document: unknown = await response.json();
  return found.metrics
    .map(({ name, path: at }) => ({ name, value: valueAt(document, at) }))
    .filter(({ value }) => value !== undefined)
    .map(({ name, value }) => `${name} ${value ?? ""}\n`)
    .join("");
}
