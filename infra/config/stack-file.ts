import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const project = z.object({ name: z.string().optional(), stackConfigDir: z.string().optional() }).catch({});
const settings = z.object({ config: z.record(z.string(), z.unknown()) });

const read = (file: string): unknown => (existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined);

/**
 * Values of the namespace in the stack's own file, where what is encrypted reads `{secure: …}`: the engine passes only what
 * it decrypted.
 * @param root folder of Pulumi.yaml; empty without an engine
 * @returns by key; empty if the file is elsewhere (`--config-file`) or has another form
 */
export function stackFile(root: string, stack: string): Readonly<Record<string, unknown>> {
  if (root === "") return {};
  const { name, stackConfigDir = "." } = project.parse(read(path.join(root, "Pulumi.yaml")));
  const found = settings.safeParse(read(path.join(root, stackConfigDir, `Pulumi.${stack}.yaml`)));
  if (!found.success) return {};
  return Object.fromEntries(
    Object.entries(found.data.config).flatMap(([key, value]) => {
      // A key without a namespace is in the project's.
      const [, own] = /^lifeboat:(.+)$/.exec(key.includes(":") ? key : `${name ?? ""}:${key}`) ?? [];
      return own === undefined ? [] : [[own, value]];
    }),
  );
}
