import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { services } from "../../infra/catalog";
import { checkAll } from "../../infra/config";
import { parseConfig } from "../../infra/config/parse";
import type { Problem } from "../../infra/problem";

const root = join(__dirname, "..", "..");
const stackFile = z.object({ config: z.record(z.string(), z.unknown()) });

/** What is wrong with a stack file as it is committed. */
function problemsOf(stack: string): readonly Problem[] {
  const { config } = stackFile.parse(parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")));
  const own = Object.entries(config).flatMap(([key, value]) =>
    key.startsWith("lifeboat:") ? [[key.slice("lifeboat:".length), value] as const] : [],
  );
  return checkAll(parseConfig(Object.fromEntries(own), services), services);
}

/** What it lacks, as the paths that the remedies set. */
const missing = (stack: string): readonly string[] =>
  problemsOf(stack).flatMap(({ remedy }) =>
    [...remedy.matchAll(/--secret [^,]*?lifeboat:([\w.-]+)/g)].map(([, path = ""]) => path),
  );

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

it.each(["prod", "dr"])(
  "every placeholder of %s is refused, each with a command that sets no other",
  (stack) => {
    const placeholders = problemsOf(stack).filter(({ value }) => value.endsWith("(a placeholder)"));
    const keys = placeholders.map(({ thing }) => /:(\w+)/.exec(thing)?.[1] ?? thing);
    expect([...new Set(keys)]).toEqual([
      ...["accountId", "oidcProvider", "bucketSuffix", "jobImage", "ageRecipients", "ingressHost"],
      ...["hostedZones", "images", "cloudflareZones", "databaseHosts", "runbookUrl", "logs", "oncallMail"],
      ...["deadManUrl"],
    ]);
    const file = readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8");
    const lines = file
      .split("\n")
      .filter((line) => /:.*(EXAMPLE|0{12}|example\.com|123456789012|age1ql3z| example$)/.test(line));
    // The list of recipients has a line of its own, and no colon.
    expect(placeholders).toHaveLength(lines.filter((line) => !line.startsWith("#")).length + 1);
    for (const { remedy } of placeholders) {
      expect(remedy).toMatch(/pulumi config set /);
      expect(remedy).not.toMatch(/EXAMPLE|example\.(com|org)|123456789012/);
    }
  },
);
