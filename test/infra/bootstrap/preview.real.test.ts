import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { repositoryRoot } from "../../../sandbox/engine/paths";
import { policyPackArgs } from "../../../sandbox/engine/policy-pack";
import { openSandbox, type Sandbox } from "../../../sandbox/engine/sandbox";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { bootstrapConfig } from "../../support/bootstrap-fixture";

const ROOT = repositoryRoot(__dirname);
const folder = temporaryDirectory("bootstrap");
let sandbox: Sandbox;

/** A value of the config as a stack's file has it. */
const inFile = (text: string): unknown => (/^[[{]/.test(text) ? JSON.parse(text) : text);

beforeAll(async () => {
  sandbox = await openSandbox({
    folder: folder.path,
    source: join(ROOT, "infra", "bootstrap"),
    values: {
      account: {
        secrets: () => ({}),
        overrides: Object.fromEntries(
          Object.entries(bootstrapConfig)
            // The id of a zone to be made is not known in a preview, and the pack says so.
            .map(([key, text]) => [key, inFile(text.replace('"create"', '"Z1ABCDEF"'))]),
        ),
      },
    },
    tell: () => undefined,
  });
});
afterAll(() => {
  sandbox.close();
  folder.remove();
});

it("is a project of its own, previewed and deployed by the genuine CLI with the policy pack, and without a finding", async () => {
  const pack = await policyPackArgs(ROOT);
  const up = await sandbox.run(["up", "--yes", "--stack", "account", "--non-interactive", ...pack]);
  const all = `${up.stdout}${up.stderr}`;
  expect(up.code, all).toBe(0);
  expect(all).toContain("lifeboat:bootstrap:StateStore");
  expect(all).not.toMatch(/\[(mandatory|advisory)\]/);
  const { stdout } = await sandbox.run([
    "stack",
    "output",
    "--json",
    "--stack",
    "account",
    "--non-interactive",
  ]);
  expect(z.object({ init: z.record(z.string(), z.string()) }).parse(JSON.parse(stdout)).init).toMatchObject({
    "--account": "210987654321",
    "--dr-secrets-provider": "awskms://alias/lifeboat/pulumi-dr?region=us-west-2",
  });
});

it("refuses the committed file's placeholders with commands for its own folder", async () => {
  const { code, stdout, stderr } = await sandbox.run([
    ...["preview", "--stack", "account", "--non-interactive"],
    ...["--config", "lifeboat-bootstrap:bucketSuffix=example"],
  ]);
  expect(code).not.toBe(0);
  expect(`${stdout}${stderr}`).toContain(
    "-C infra/bootstrap config set lifeboat-bootstrap:bucketSuffix <suffix> --stack account",
  );
});
