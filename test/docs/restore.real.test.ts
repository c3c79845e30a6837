import path from "node:path";
import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../infra/catalog";
import { recordedResources } from "../../sandbox/render/expected-files";
import { temporaryDirectory } from "../../sandbox/servers/at-exit";
import { findProgram } from "../../sandbox/servers/find-program";
import { startMoto, type Moto } from "../../sandbox/servers/moto";
import { describeReal } from "../support/describe-real";
import { Bucket } from "../infra/jobs/bucket";

const PAGE = readFileSync(path.resolve(__dirname, "../../docs/restore.md"), "utf8");
const STACKS = ["prod", "dr"] as const;
/** Thirty starts of the AWS CLI: a second each, and a busy machine's twenty. */
const TIMEOUT_MILLISECONDS = 900_000;

const place = z.object({ bucket: z.string() });
const settingsSchema = z.looseObject({
  service: z.string(),
  vault: place,
  source: place,
  prefix: z.string(),
  configPrefix: z.string(),
  tiers: z.array(z.looseObject({ name: z.string() })),
});

const configMap = z.looseObject({
  type: z.literal("kubernetes:core/v1:ConfigMap"),
  name: z.string().endsWith("-jobs-settings"),
  inputs: z.looseObject({ data: z.object({ "settings.json": z.object({ json: settingsSchema }) }) }),
});

/** The settings that a stack gives its jobs, of every service. */
const settingsOf = (stack: (typeof STACKS)[number]) =>
  recordedResources(stack)
    .flatMap((resource) => configMap.safeParse(resource).data ?? [])
    .map(({ inputs }) => inputs.data["settings.json"].json);

/** Commands of the page that list backups, in order, with the stack that each is for. */
const commands = [...PAGE.matchAll(/^(aws s3 ls "s3:\/\/\S+" \| grep manifest) +# on (prod|dr): /gm)].map(
  ([, command = "", stack = ""]) => ({ command, stack }),
);

describeReal("docs/restore.md", ["moto", "awscli"], () => {
  let moto: Moto;
  const bin = temporaryDirectory("bin");
  /** What each backup is of, by the id in its manifest's name. */
  const ids = new Map<string, string>();

  beforeAll(async () => {
    moto = await startMoto();
    const aws = path.join(bin.path, "aws");
    const program = findProgram("aws", "/usr/sbin:/usr/bin") ?? expect.fail("aws");
    writeFileSync(aws, `#!/bin/sh\nexec ${program} --endpoint-url ${moto.url} "$@"\n`);
    chmodSync(aws, 0o755);
    const made = new Set<string>();
    for (const stack of STACKS)
      for (const settings of settingsOf(stack)) {
        const prefixes = {
          database: `${settings.prefix}/${settings.tiers[0]?.name ?? ""}`,
          configuration: settings.configPrefix,
        };
        for (const [what, prefix] of Object.entries(prefixes))
          for (const side of ["vault", "source"] as const) {
            const bucket = new Bucket(moto.url, settings[side].bucket);
            if (!made.has(bucket.name)) await bucket.create();
            made.add(bucket.name);
            const id = `20260131T020000Z-${String(ids.size).padStart(6, "0")}`;
            ids.set(id, `${settings.service} ${stack} ${side} ${what}`);
            await bucket.put(`${prefix}/${id}.manifest.json`, Buffer.from("{}"));
          }
      }
  });
  afterAll(async () => {
    await moto.stop();
    bin.remove();
  });

  it(
    "lists the database and configuration backups of every service where each side's jobs read and write them",
    () => {
      const found = commands.map(({ command, stack }) => ({ stack, of: listed(command) }));
      for (const { stack, of } of found) {
        expect(of.length).toBeGreaterThan(0);
        expect(
          of.filter((each) => !each.includes(` ${stack} `)),
          stack,
        ).toEqual([]);
      }
      const all = found.flatMap(({ of }) => of);
      expect(all.toSorted()).toEqual([...ids.values()].sort());
      expect(ids.size).toBe(services.length * STACKS.length * 4);
      // The page begins with the databases.
      expect(all.slice(0, ids.size / 2).every((each) => each.endsWith(" database"))).toBe(true);
    },
    TIMEOUT_MILLISECONDS,
  );

  /** What a command of the page lists. */
  function listed(command: string): readonly string[] {
    // As the page's first line sets it on a stack whose buckets have no suffix.
    const env = { ...moto.env, suffix: "", PATH: `${bin.path}:/usr/bin:/bin` };
    const output = execFileSync("/bin/sh", ["-c", command], { env, encoding: "utf8" });
    return [...output.matchAll(/(\d{8}T\d{6}Z-\d{6})\.manifest\.json/g)].map(
      ([, id = ""]) => ids.get(id) ?? "unknown",
    );
  }
});
