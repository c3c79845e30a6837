import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { services } from "../../infra/catalog";
import { checkAll } from "../../infra/config";
import { parseConfig } from "../../infra/config/parse";

const root = join(__dirname, "..", "..");
const stackFile = z.object({ config: z.record(z.string(), z.unknown()) });

/** What a stack file lacks, as the paths that the remedies set. */
function missing(stack: string): readonly string[] {
  const { config } = stackFile.parse(parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")));
  const own = Object.entries(config).flatMap(([key, value]) =>
    key.startsWith("lifeboat:") ? [[key.slice("lifeboat:".length), value] as const] : [],
  );
  const problems = checkAll(parseConfig(Object.fromEntries(own), services), services);
  return problems.flatMap(({ remedy }) =>
    [...remedy.matchAll(/--secret [^,]*?lifeboat:([\w.-]+)/g)].map(([, path = ""]) => path),
  );
}

it.each(["prod", "dr"])("docs/deploying.md sets every secret that %s lacks", (stack) => {
  const page = readFileSync(join(root, "docs/deploying.md"), "utf8");
  const paths = missing(stack);
  expect(paths).toContain("workloadSecrets.dotmac-platform.JWT_SECRET");
  const commands = page.split("\n").filter((line) => line.startsWith("pulumi config set --secret"));
  const set = (path: string): boolean => {
    const [key = "", ...rest] = path.split(".");
    // A line names its neighbours after the command.
    return commands.some((line) =>
      rest.length === 0
        ? line.includes(key)
        : line.includes(`lifeboat:${key}.`) && line.includes(rest.at(-1) ?? ""),
    );
  };
  expect(paths.filter((path) => !set(path))).toEqual([]);
});
