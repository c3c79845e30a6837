import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { stringify } from "yaml";
import { services } from "../../../infra/catalog";
import { readConfig } from "../../../infra/config";
import { configure, newKeyPair, secretKeys, validWithKeys } from "./configured";
import { stored } from "./parsing";

/** What is wrong with a stack that is good otherwise. */
interface Wrong {
  /** Of namespace `lifeboat`. */
  readonly own?: Readonly<Record<string, string>>;
  /** Of the others, by key with its namespace; undefined leaves a key out. */
  readonly others?: Readonly<Record<string, string | undefined>>;
  /** Keys with their namespace that the engine does not take for secrets. */
  readonly open?: readonly string[];
  /** What the stack's file says. */
  readonly file?: Readonly<Record<string, unknown>>;
}

/** A guard, an input that it refuses, and what it says: thing with value, and command. */
type Refusal = readonly [guard: string, wrong: Wrong, said: RegExp, command: string];

const AGE_EXAMPLE = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
const zeros = `registry.internal/jobs@sha256:${"0".repeat(64)}`;
const json = JSON.stringify;
const secure = { secure: "v1:word" };

const refusals: readonly Refusal[] = [
  [
    "no cluster",
    { others: { "kubernetes:context": undefined } },
    /config kubernetes:context: \(missing\)/,
    "pulumi config set kubernetes:context '<context>' --stack prod # kubectl config get-contexts lists yours",
  ],
  [
    "another region's provider",
    { others: { "aws:region": "us-west-2" } },
    /config aws:region: "us-west-2"/,
    "pulumi config set aws:region us-east-1 --stack prod",
  ],
  [
    "any account's provider",
    { others: { "aws:allowedAccountIds": undefined } },
    /config aws:allowedAccountIds: \(missing\)/,
    `pulumi config set aws:allowedAccountIds '["012345678901"]' --stack prod`,
  ],
  [
    "an account of AWS' documentation",
    { own: { accountId: "123456789012" } },
    /config lifeboat:accountId: "123456789012" \(a placeholder\)/,
    "pulumi config set lifeboat:accountId '<id>' --stack prod",
  ],
  [
    "a key of age's documentation",
    { own: { ageRecipients: json([AGE_EXAMPLE]) } },
    /config lifeboat:ageRecipients\.0: "age1ql3z.*" \(a placeholder\)/,
    "pulumi config set --path 'lifeboat:ageRecipients[0]' 'age1…' --stack prod",
  ],
  [
    "a provider's credential in plain text",
    { others: { "cloudflare:apiToken": "word" } },
    /config cloudflare:apiToken: \(stored in plain text\)/,
    "pulumi config set --secret cloudflare:apiToken --stack prod # value at the prompt",
  ],
  [
    "a digest of zeros",
    { own: { jobImage: zeros } },
    /config lifeboat:jobImage: "registry\.internal\/jobs@sha256:0{64}" \(a placeholder\)/,
    "pulumi config set lifeboat:jobImage '<registry>/lifeboat-jobs@sha256:<digest>' --stack prod",
  ],
  [
    "AWS' own issuer",
    { own: { oidcProvider: "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE" } },
    /config lifeboat:oidcProvider: ".*EXAMPLE" \(a placeholder\)/,
    "pulumi config set lifeboat:oidcProvider 'oidc.eks.<region>.amazonaws.com/id/<id>' --stack prod",
  ],
  [
    "a hosted zone of AWS' documentation",
    { own: { hostedZones: json({ ...stored("hostedZones"), "kyb-platform.com": "Z0000000000EXAMPLE3" }) } },
    /config lifeboat:hostedZones\.kyb-platform\.com: "Z0000000000EXAMPLE3" \(a placeholder\)/,
    `pulumi config set --path 'lifeboat:hostedZones["kyb-platform.com"]' 'Z…' --stack prod`,
  ],
  [
    "a zone of Cloudflare's of zeros",
    { own: { cloudflareZones: json({ "tasks-app.example": `${"0".repeat(30)}ca` }) } },
    /config lifeboat:cloudflareZones\.tasks-app\.example: "0{30}ca" \(a placeholder\)/,
    `pulumi config set --path 'lifeboat:cloudflareZones["tasks-app.example"]' '<zone id>' --stack prod`,
  ],
  [
    "a database in a reserved domain",
    { own: { databaseHosts: json({ ...stored("databaseHosts"), "tasks-app": "db.example.com" }) } },
    /config lifeboat:databaseHosts\.tasks-app: "db\.example\.com" \(a placeholder\)/,
    "pulumi config set --path lifeboat:databaseHosts.tasks-app '<host>' --stack prod",
  ],
  [
    "a registry in one",
    {
      own: {
        images: json({ ...stored("images"), redis: `registry.example.com/redis@sha256:${"5a".repeat(32)}` }),
      },
    },
    /config lifeboat:images\.redis: "registry\.example\.com\/redis@sha256:(5a){32}" \(a placeholder\)/,
    "pulumi config set --path lifeboat:images.redis '<name>@sha256:<digest>' --stack prod",
  ],
  [
    "a URL in one",
    { own: { deadManUrl: "https://deadman.example.org/lifeboat" } },
    /config lifeboat:deadManUrl: "https:\/\/deadman\.example\.org\/lifeboat" \(a placeholder\)/,
    "pulumi config set lifeboat:deadManUrl 'https://<service>/<check>' --stack prod",
  ],
  [
    "the example's suffix",
    { own: { bucketSuffix: "example" } },
    /config lifeboat:bucketSuffix: "example" \(a placeholder\)/,
    "pulumi config set lifeboat:bucketSuffix '<suffix of your own>' --stack prod",
  ],
  [
    "runbooks that nobody can open",
    { own: { runbookUrl: "https://git.example.com/lifeboat/docs/runbook" } },
    /config lifeboat:runbookUrl: "https:\/\/git\.example\.com\/.*" \(a placeholder\)/,
    "pulumi config set lifeboat:runbookUrl 'https://<host>/<repository>/docs/runbook' --stack prod",
  ],
  [
    "a secret in plain text",
    { open: ["lifeboat:cloudflareTokens"] },
    /config lifeboat:cloudflareTokens: \(stored in plain text\)/,
    "pulumi config rm lifeboat:cloudflareTokens --stack prod # then set each part with --secret",
  ],
  [
    "one secret in plain text among encrypted ones",
    {
      file: {
        "lifeboat:databaseSecrets": {
          "tasks-app": { admin: secure, backup: "word" },
          "kyb-platform": secure,
        },
        "lifeboat:ageIdentity": secure,
      },
    },
    /config lifeboat:databaseSecrets\.tasks-app\.backup: \(stored in plain text\)/,
    "pulumi config set --secret --path lifeboat:databaseSecrets.tasks-app.backup --stack prod # value at the prompt",
  ],
];

const merged = <Value>(
  parts: readonly (Readonly<Record<string, Value>> | undefined)[],
): Record<string, Value> => Object.fromEntries(parts.flatMap((part) => Object.entries(part ?? {})));

describe("a stack is refused with", () => {
  const root = mkdtempSync(join(tmpdir(), "lifeboat-guards-"));
  let valid: Record<string, string>;

  beforeAll(async () => {
    valid = await validWithKeys();
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    setAllConfig({});
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  /** What the program says of a stack with all of this wrong; empty where it goes on. */
  async function saidOf(...wrongs: readonly Wrong[]): Promise<string> {
    const open = wrongs.flatMap((wrong) => wrong.open ?? []);
    configure(
      { ...valid, ...merged(wrongs.map(({ own }) => own)) },
      secretKeys.filter((key) => !open.includes(key)),
      merged(wrongs.map(({ others }) => others)),
    );
    writeFileSync(
      join(root, "Pulumi.prod.yaml"),
      stringify({ config: merged(wrongs.map(({ file }) => file)) }),
    );
    return readConfig(services, { root, stack: "prod" }).then(
      () => "",
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  }

  it("nothing wrong: it is not", async () => {
    expect(await saidOf()).toBe("");
    expect(
      await saidOf({ others: { "kubernetes:context": undefined, "kubernetes:kubeconfig": "prod.yaml" } }),
    ).toBe("");
  });

  it.each(refusals)("%s", async (_guard, wrong, said, command) => {
    const text = await saidOf(wrong);
    expect(text).toMatch(said);
    expect(text).toContain(command);
  });

  it("all of them at once, in one list", async () => {
    const text = await saidOf(...refusals.map(([, wrong]) => wrong));
    // One more: nobody has the private half of age's example.
    expect(text).toMatch(new RegExp(`^${refusals.length + 1} problems`));
    for (const [guard, , said, command] of refusals) {
      expect(text, guard).toMatch(said);
      // An account that is a placeholder is not suggested.
      expect(text, guard).toContain(command.replace('["012345678901"]', '["<id>"]'));
    }
  });

  it("no suffix of its buckets, unless it says so", async () => {
    const { bucketSuffix, ...without } = valid;
    expect(bucketSuffix).toBe("");
    configure(without);
    rmSync(join(root, "Pulumi.prod.yaml"), { force: true });
    await expect(readConfig(services, { root, stack: "prod" })).rejects.toThrow(
      /^1 problem.*config lifeboat:bucketSuffix: \(missing\)/s,
    );
  });

  it("the account of another stack", async () => {
    const both = '["012345678901","210987654321"]';
    for (const accounts of ['["210987654321"]', both, "[012345678901]", "[]", "x"]) {
      const text = await saidOf({ others: { "aws:allowedAccountIds": accounts } });
      expect(text, accounts).toMatch(/^1 problem.*config aws:allowedAccountIds/s);
    }
  });

  it("a kubeconfig in plain text, where it is not a path", async () => {
    const others = { "kubernetes:context": undefined, "kubernetes:kubeconfig": '{"users": []}' };
    const text = await saidOf({ others });
    expect(text).toMatch(/^1 problem.*config kubernetes:kubeconfig: \(stored in plain text\)/s);
    expect(text).toContain("pulumi config set --secret kubernetes:kubeconfig --stack prod < kubeconfig.yaml");
  });

  it("a private key that no backup is encrypted for", async () => {
    const [own, other] = [await newKeyPair(), await newKeyPair()];
    const keys = (ageIdentity: string, ...ageRecipients: readonly string[]): Wrong => ({
      own: { ageIdentity, ageRecipients: json(ageRecipients) },
    });
    const text = await saidOf(keys(own.identity, other.recipient));
    expect(text).toMatch(/^1 problem.*config lifeboat:ageRecipients: age1/s);
    expect(text).toContain(
      `pulumi config set --path 'lifeboat:ageRecipients[1]' ${own.recipient} --stack prod`,
    );
    expect(text).not.toContain(own.identity);
    expect(await saidOf(keys(own.identity, other.recipient, own.recipient))).toBe("");
    expect(await saidOf(keys(`# two\n${other.identity}\n${own.identity}\n`, own.recipient))).toBe("");
    // In place of the example, so that one command mends both.
    expect(await saidOf(keys(own.identity, AGE_EXAMPLE))).toContain(
      `pulumi config set --path 'lifeboat:ageRecipients[0]' ${own.recipient} --stack prod`,
    );
    const damaged = own.identity.replace(/.$/, (last) => (last === "Q" ? "P" : "Q"));
    expect(await saidOf(keys(damaged, own.recipient))).toMatch(
      /^1 problem.*ageIdentity: \(secret\).*checksum/s,
    );
  });

  it("what another service has a placeholder for: it is not", async () => {
    const hosts = { ...stored("databaseHosts"), "kyb-platform": "kyb.example.com" };
    const images = { ...stored("images"), "kyb-platform": zeros };
    const zones = { ...stored("hostedZones"), "kyb-platform.com": "Z0000000000EXAMPLE3" };
    const own = { databaseHosts: json(hosts), images: json(images), hostedZones: json(zones) };
    expect(await saidOf({ own: { ...own, services: '["tasks-app"]' } })).toBe("");
    expect(await saidOf({ own })).toMatch(/^3 problems/);
  });
});
