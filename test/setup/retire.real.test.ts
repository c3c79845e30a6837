import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { services } from "../../infra/catalog";
import type { Sandbox } from "../../sandbox/engine/sandbox";
import { simulatedBackend } from "../../sandbox/providers/simulated-backend";
import { temporaryDirectory } from "../../sandbox/servers/at-exit";
import { startMoto, type Moto } from "../../sandbox/servers/moto";
import { s3Client } from "../../sandbox/servers/s3-client";
import { emptyBucket } from "../../setup/empty-bucket";
import { retire, type Outside } from "../../setup/retiring";
import { StackFile } from "../../setup/stack-file";
import { stackState } from "../../setup/stack-state";
import { openServiceSandbox, pulumiOn } from "../support/service-sandbox";

const LEAVES = "tasks-app";
const STAYS = "jackpot-service";
const UPDATE = ["up", "--yes", "--skip-preview"] as const;

describe("a service that leaves a stack, on the real engine", () => {
  const folder = temporaryDirectory("retire");
  const deleted: string[] = [];
  const said: string[] = [];
  const backend = {
    ...simulatedBackend,
    delete: (operation: Parameters<typeof simulatedBackend.delete>[0]) => {
      deleted.push(operation.context.name);
      return simulatedBackend.delete(operation);
    },
  };
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await openServiceSandbox(folder.path, [LEAVES, STAYS], {
      backends: { aws: backend, kubernetes: backend },
    });
    await must("config", "set", "--path", `lifeboat:postures.${LEAVES}`, "fenced");
    await must(...UPDATE);
  });
  afterAll(() => {
    sandbox.close();
    folder.remove();
  });

  async function must(...args: readonly string[]): Promise<string> {
    const { code, stdout, all } = await pulumiOn(sandbox, "prod", ...args);
    expect(code, all).toBe(0);
    return stdout;
  }
  const outside: Outside = {
    exported: async (stack) =>
      stack === "prod" ? stackState.parse(JSON.parse(await must("stack", "export"))) : undefined,
    imported: async (_stack, state) => {
      const file = join(folder.path, "state.json");
      writeFileSync(file, JSON.stringify(state));
      await must("stack", "import", "--file", file);
    },
    emptied: () => Promise.reject(new Error("nothing is emptied where backups are kept")),
    say: (line) => said.push(line),
  };
  const stackFile = (): StackFile => StackFile.read(join(sandbox.paths.project, "Pulumi.prod.yaml"));
  const ids = services.map(({ id }) => id);

  it("is only shown without its name again", async () => {
    const before = [await must("stack", "export"), readFileSync(stackFile().file, "utf8")];
    const wanted = { service: LEAVES, stack: "prod", vault: "keep", confirmed: undefined } as const;
    expect(await retire(wanted, stackFile(), ids, outside)).toBe(0);
    expect([await must("stack", "export"), readFileSync(stackFile().file, "utf8")]).toEqual(before);
    const text = said.splice(0).join("\n");
    expect(text).toMatch(/bucket tasks-app-backups\S* in us-east-1/);
    expect(text).toMatch(/bucket tasks-app-legal\S* in us-east-1/);
    expect(text).toContain(`Namespace ${LEAVES}-namespace`);
    expect(text).toContain(`--vault keep --confirm ${LEAVES}`);
  });

  it("leaves with the update, and its buckets and keys stay in the cloud", async () => {
    const wanted = { service: LEAVES, stack: "prod", vault: "keep", confirmed: LEAVES } as const;
    expect(await retire(wanted, stackFile(), ids, outside)).toBe(0);
    deleted.length = 0;
    await must(...UPDATE);
    const left = stackState.parse(JSON.parse(await must("stack", "export"))).deployment.resources;
    expect(left.filter(({ urn }) => urn.includes(LEAVES))).toEqual([]);
    expect(left.some(({ urn }) => urn.endsWith(`::${STAYS}-vault-primary-bucket`))).toBe(true);
    expect(deleted).toContain(`${LEAVES}-namespace`);
    expect(deleted).toContain(`${LEAVES}-vault-alarms-late`);
    expect(deleted.filter((name) => name.startsWith(STAYS))).toEqual([]);
    // Nothing of vault, replica and legal records: bucket, key, lifecycle, policy, replication.
    expect(deleted.filter((name) => /-(vault|legal)-(?!alarms)/.test(name))).toEqual([]);
  });
});

describe("a bucket that is emptied", () => {
  const DAY = 24 * 60 * 60 * 1000;
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto.stop());

  it("keeps what is locked and says until when, and nothing else", async () => {
    const client = s3Client(moto.url);
    await client.send(new CreateBucketCommand({ Bucket: "vault", ObjectLockEnabledForBucket: true }));
    const put = (Key: string, mode?: "GOVERNANCE" | "COMPLIANCE", until?: Date) =>
      client.send(
        new PutObjectCommand({
          Bucket: "vault",
          Key,
          Body: "x",
          ...(mode === undefined ? {} : { ObjectLockMode: mode, ObjectLockRetainUntilDate: until }),
        }),
      );
    const until = new Date(Math.floor(Date.now() / 1000) * 1000 + 90 * DAY);
    await put("free");
    await put("free");
    await put("governed", "GOVERNANCE", new Date(Date.now() + DAY));
    await put("lawful", "COMPLIANCE", until);
    expect(await emptyBucket(client, "vault")).toEqual({ deleted: 2, locked: 2, until });
    expect(await emptyBucket(client, "vault")).toEqual({ deleted: 0, locked: 2, until });
    expect(await emptyBucket(client, "none-such")).toEqual({ deleted: 0, locked: 0, until: undefined });
  });
});
