import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import {
  regionOf,
  secretsAlias,
  secretsProvider,
  STACKS,
  stateSides,
  type StackName,
} from "../../../infra/bootstrap/names";
import { deployPolicy, previewPolicy } from "../../../infra/bootstrap/rights";
import { REPLICATED } from "../../../infra/bootstrap/state-store";
import { copyObject, listObjects } from "../../../sandbox/drill/replicator-store";
import type { Sandbox } from "../../../sandbox/engine/sandbox";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { freePort } from "../../../sandbox/servers/free-port";
import { startMoto, type Moto } from "../../../sandbox/servers/moto";
import { s3Client } from "../../../sandbox/servers/s3-client";
import { describeReal } from "../../support/describe-real";
import { statementsOf } from "../../support/policy-json";
import { openServiceSandbox } from "../../support/service-sandbox";

const PLACE = {
  accountId: "210987654321",
  primaryRegion: "us-east-1",
  standbyRegion: "us-west-2",
  bucketSuffix: "acme",
};
const { own, replica } = stateSides(PLACE);
const SERVICE = "jackpot-service";
const PASSWORD = `lifeboat:databaseSecrets.${SERVICE}.app`;

const stackList = z.array(z.object({ name: z.string() }));
const standing = z.object({
  standing: z.record(z.string(), z.object({ posture: z.string(), served: z.boolean() })),
});

/**
 * A region, which is a way to the one moto: a region is lost when its way is cut. So a key is behind both ways, as a multi-region
 * key is in both regions; moto itself cannot decrypt with one.
 */
class Region {
  private server: net.Server | undefined;
  constructor(
    private readonly moto: Moto,
    private readonly port: number,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async find(): Promise<void> {
    const server = net.createServer((socket) => {
      const onward = net.connect({ host: "127.0.0.1", port: this.moto.port });
      onward.on("error", () => socket.destroy());
      socket.on("error", () => onward.destroy()).on("close", () => onward.destroy());
      socket.pipe(onward).pipe(socket);
    });
    await once(server.listen({ host: "127.0.0.1", port: this.port }), "listening");
    this.server = server;
  }

  lose(): void {
    this.server?.close();
    this.server = undefined;
  }
}

/** Makes the key of a stack's secrets. */
async function makeKey(moto: Moto, stack: StackName): Promise<void> {
  const call = async (action: string, body: object): Promise<unknown> => {
    const scope = `20260101/${regionOf(stack, PLACE)}/kms/aws4_request`;
    const response = await fetch(moto.url, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": `TrentService.${action}`,
        Authorization: `AWS4-HMAC-SHA256 Credential=AKIA/${scope}, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${action}: ${await response.text()}`);
    return action === "CreateKey" ? response.json() : undefined;
  };
  const made = z.object({ KeyMetadata: z.object({ KeyId: z.string() }) }).parse(await call("CreateKey", {}));
  await call("CreateAlias", { AliasName: secretsAlias(stack), TargetKeyId: made.KeyMetadata.KeyId });
}

/** Whether a policy allows an action on a key of the state's bucket. */
const allows = (policy: string, action: string, key: string): boolean =>
  statementsOf(policy).some(
    ({ Effect, Action, Resource = [] }) =>
      Effect === "Allow" &&
      Action.includes(action) &&
      Resource.some((each) => {
        const [, pattern = ""] = each.split(`${own.bucketArn}/`);
        return pattern.endsWith("*") ? key.startsWith(pattern.slice(0, -1)) : pattern === key;
      }),
  );

describeReal("the state of both stacks, with the genuine CLI", ["moto"], () => {
  const folder = temporaryDirectory("state-survives");
  let moto: Moto;
  let east: Region;
  let west: Region;
  let sandbox: Sandbox;
  let password = "";

  const ways = () => ({ [PLACE.primaryRegion]: east, [PLACE.standbyRegion]: west });
  const wayTo = (region: string): string => ways()[region]?.url ?? expect.fail(region);
  const backend = ({ bucket, region }: typeof own): string =>
    `s3://${bucket}?region=${region}&endpoint=${wayTo(region)}&s3ForcePathStyle=true`;
  const provider = (stack: StackName): string => {
    const region = regionOf(stack, PLACE);
    return `${secretsProvider(stack, region)}&endpoint=${wayTo(region)}`;
  };
  const settingsFile = (stack: StackName): string => join(sandbox.paths.project, `Pulumi.${stack}.yaml`);

  /** Runs the CLI with the state in a bucket; undefined is where the sandbox has it. */
  const run = async (at: typeof own | undefined, args: readonly string[]) => {
    const { code, stdout, stderr } = await sandbox.run([...args, "--non-interactive"], {
      env: {
        AWS_ACCESS_KEY_ID: "AKIASANDBOX000000000",
        AWS_SECRET_ACCESS_KEY: "sandbox",
        ...(at === undefined ? {} : { PULUMI_BACKEND_URL: backend(at) }),
      },
    });
    return { code, stdout, all: `${stdout}${stderr}` };
  };
  const must = async (at: typeof own | undefined, ...args: readonly string[]): Promise<string> => {
    const { code, stdout, all } = await run(at, args);
    expect(code, `${args.join(" ")}\n${all}`).toBe(0);
    return stdout;
  };
  const keysIn = async ({ bucket }: typeof own): Promise<readonly string[]> =>
    (await listObjects({ client: s3Client(moto.url), bucket }, "")).map(({ key }) => key);
  /** Stands in for S3's replication, which moto does not do: by the declared prefixes, and without deletions. */
  const replicate = async (): Promise<void> => {
    const [from, to] = [own, replica].map(({ bucket }) => ({ client: s3Client(moto.url), bucket }));
    if (from === undefined || to === undefined) return;
    for (const prefix of REPLICATED)
      for (const { key } of await listObjects(from, prefix)) await copyObject(from, to, key);
  };

  beforeAll(async () => {
    moto = await startMoto(PLACE.accountId);
    east = new Region(moto, await freePort());
    west = new Region(moto, await freePort());
    await Promise.all([east.find(), west.find()]);
    for (const { bucket } of [own, replica])
      await s3Client(moto.url).send(new CreateBucketCommand({ Bucket: bucket }));
    for (const stack of STACKS) await makeKey(moto, stack);
    sandbox = await openServiceSandbox(folder.path, [SERVICE]);
  });
  afterAll(async () => {
    sandbox.close();
    folder.remove();
    for (const region of [east, west]) region.lose();
    await moto.stop();
  });

  it("moves into the bucket as docs/bootstrap.md says, and keeps the secrets of its file", async () => {
    for (const stack of STACKS) {
      const file = join(folder.path, `${stack}.json`);
      await must(undefined, "stack", "change-secrets-provider", provider(stack), "--stack", stack);
      await must(undefined, "stack", "export", "--stack", stack, "--file", file);
      const config = readFileSync(settingsFile(stack), "utf8");
      await must(own, "stack", "init", stack, "--no-select", "--secrets-provider", provider(stack));
      expect(readFileSync(settingsFile(stack), "utf8")).toBe(config);
      await must(own, "stack", "import", "--stack", stack, "--file", file);
    }
    await must(own, "up", "--yes", "--skip-preview", "--stack", "prod");
    password = (await must(own, "config", "get", "--path", PASSWORD, "--stack", "prod")).trim();
    expect(password.length).toBeGreaterThan(20);
  });

  it("is what the roles of CI may read and write, and the replica has all of it but locks", async () => {
    const written = await keysIn(own);
    expect(written).toEqual(
      expect.arrayContaining(STACKS.map((stack) => `.pulumi/stacks/lifeboat/${stack}.json`)),
    );
    const lock = ".pulumi/locks/organization/lifeboat/prod/1.json";
    for (const key of [...written, lock]) {
      expect(allows(previewPolicy(PLACE), "s3:GetObject", key), key).toBe(true);
      if (key !== ".pulumi/meta.yaml")
        expect(allows(deployPolicy(PLACE), "s3:PutObject", key), key).toBe(true);
    }
    const bootstrap = ".pulumi/stacks/lifeboat-bootstrap/account.json";
    expect(allows(deployPolicy(PLACE), "s3:PutObject", bootstrap)).toBe(false);
    // An update is under way when the region is lost.
    const Body = JSON.stringify({ pid: 1, username: "ci", hostname: "runner", timestamp: new Date() });
    await s3Client(moto.url).send(new PutObjectCommand({ Bucket: own.bucket, Key: lock, Body }));
    await replicate();
    expect(await keysIn(replica)).toEqual(written);
  });

  it("is complete without the standby's region: prod is previewed from the replica, with the keys of its own", async () => {
    west.lose();
    expect((await run(own, ["stack", "ls"])).code).not.toBe(0);
    const stacks = stackList.parse(JSON.parse(await must(replica, "stack", "ls", "--json")));
    expect(stacks.map(({ name }) => name).sort()).toEqual(["dr", "prod"]);
    expect(await must(replica, "stack", "export", "--stack", "prod", "--show-secrets")).toContain(password);
    // Who reads dr's outputs decrypts its state: with the key's replica, as docs/bootstrap.md says.
    const file = join(folder.path, "moved.json");
    await must(replica, "stack", "export", "--stack", "dr", "--file", file);
    for (const each of [file, settingsFile("dr")])
      writeFileSync(each, readFileSync(each, "utf8").replaceAll(west.url, east.url));
    await must(replica, "stack", "import", "--stack", "dr", "--file", file);
    await must(replica, "preview", "--stack", "prod");
  });

  it("needs nothing of the primary's region: dr takes over while that is lost", async () => {
    await west.find();
    east.lose();
    const file = settingsFile("dr");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(east.url, west.url));
    const refused = await run(own, ["stack", "export", "--stack", "prod", "--show-secrets"]);
    expect(refused.code, refused.all).not.toBe(0);
    await must(own, "config", "set", "lifeboat:primaryLost", "true", "--stack", "dr");
    await must(own, "config", "set", "lifeboat:posture", "active", "--stack", "dr");
    await must(own, "up", "--yes", "--skip-preview", "--stack", "dr");
    const outputs = await must(own, "stack", "output", "--json", "--stack", "dr");
    expect(standing.parse(JSON.parse(outputs)).standing[SERVICE]).toMatchObject({
      posture: "active",
      served: true,
    });
  });
});
