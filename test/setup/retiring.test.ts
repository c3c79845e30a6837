import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emptied } from "../../setup/empty-bucket";
import { retire, type Wanted } from "../../setup/retiring";
import { StackFile } from "../../setup/stack-file";
import { stackState, type StackState } from "../../setup/stack-state";

const IDS = ["one", "two"];
const urn = (stack: string, type: string, name: string): string =>
  `urn:pulumi:${stack}::lifeboat::${type}::${name}`;

/** A stack with two services, as it is exported. */
function stateOf(stack: string, posture: string, leaving = "one"): StackState {
  const type = "lifeboat:index:ServiceEnvironment";
  const service = (id: string) => {
    const root = urn(stack, type, id);
    const child = (kind: string, name: string, parent = root, more: object = {}) => ({
      urn: urn(stack, kind, `${id}-${name}`),
      type: kind,
      parent,
      ...more,
    });
    const vault = child("lifeboat:index:Vault", "vault");
    const legal = child("lifeboat:index:LegalVault", "legal");
    const bucket = (name: string, parent: string) =>
      child("aws:s3/bucket:Bucket", `${name}-bucket`, parent, {
        custom: true,
        protect: true,
        inputs: {
          bucket: `${id}-${name}`,
          region: "us-east-1",
          secret: { "4dabf18193072939515e22adb298388d": "1b47" },
        },
      });
    return [
      { urn: root, type, parent: urn(stack, "pulumi:pulumi:Stack", "s") },
      child("kubernetes:core/v1:Namespace", "namespace", root, { custom: true, protect: true }),
      vault,
      bucket("vault", vault.urn),
      legal,
      bucket("legal", legal.urn),
    ];
  };
  const standing = Object.fromEntries(
    IDS.map((id) => [
      id,
      { posture: id === leaving ? posture : "active", overridden: true, served: false, tookOver: false },
    ]),
  );
  return stackState.parse({
    version: 3,
    deployment: {
      manifest: { time: "now" },
      resources: [
        { urn: urn(stack, "pulumi:pulumi:Stack", "s"), type: "pulumi:pulumi:Stack", outputs: { standing } },
        ...IDS.flatMap(service),
      ],
    },
  });
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "retiring-"));
  copyFileSync("Pulumi.prod.yaml", join(folder, "Pulumi.prod.yaml"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs it on stacks with these states. */
async function run(
  wanted: Partial<Wanted>,
  states: Readonly<Record<string, StackState | undefined>>,
  emptied: Emptied = { deleted: 7, locked: 0, until: undefined },
) {
  const said: string[] = [];
  const buckets: string[] = [];
  let imported: StackState | undefined;
  const path = join(folder, "Pulumi.prod.yaml");
  const code = await retire(
    { service: "one", stack: "prod", vault: "keep", confirmed: "one", ...wanted },
    StackFile.read(path),
    IDS,
    {
      exported: (stack) => Promise.resolve(states[stack]),
      imported: (_stack, state) => {
        imported = state;
        return Promise.resolve();
      },
      emptied: ({ bucket, region }) => {
        buckets.push(`${bucket} ${region}`);
        return Promise.resolve(emptied);
      },
      say: (line) => said.push(line),
    },
  );
  return { code, said: said.join("\n"), buckets, imported, file: readFileSync(path, "utf8") };
}
const marksOf = (state: StackState | undefined) =>
  (state?.deployment.resources ?? []).map(({ urn: each, protect, retainOnDelete }) => [
    each.split("::").at(-1),
    protect,
    retainOnDelete,
  ]);

describe("a service that is retired", () => {
  it("is marked: unprotected, its buckets kept, and nothing of another changes", async () => {
    const before = stateOf("prod", "fenced");
    const { code, imported, buckets, file } = await run({}, { prod: before });
    expect(code).toBe(0);
    expect(marksOf(imported)).toEqual([
      ["s", undefined, undefined],
      ["one", false, false],
      ["one-namespace", false, false],
      ["one-vault", false, true],
      ["one-vault-bucket", false, true],
      ["one-legal", false, true],
      ["one-legal-bucket", false, true],
      ...marksOf(before).slice(7),
    ]);
    // What is encrypted, and what nobody here knows.
    expect(JSON.stringify(imported)).toContain('"4dabf18193072939515e22adb298388d":"1b47"');
    expect(JSON.stringify(imported)).toContain('"manifest":{"time":"now"}');
    expect(buckets).toEqual([]);
    expect(file).toContain("lifeboat:services:\n    - two\n");
    expect(file).toContain("# What has one name for good");
  });

  it("has its backups emptied where that is asked for, and its legal records never", async () => {
    const { code, buckets, imported } = await run({ vault: "empty" }, { prod: stateOf("prod", "fenced") });
    expect(code).toBe(0);
    expect(buckets).toEqual(["one-vault us-east-1"]);
    expect(marksOf(imported).slice(1, 7)).toEqual([
      ["one", false, false],
      ["one-namespace", false, false],
      ["one-vault", false, false],
      ["one-vault-bucket", false, false],
      ["one-legal", false, true],
      ["one-legal-bucket", false, true],
    ]);
  });

  it("stays whole while a lock keeps a backup, whose end is said", async () => {
    const before = readFileSync(join(folder, "Pulumi.prod.yaml"), "utf8");
    const { code, said, imported, file } = await run(
      { vault: "empty" },
      { prod: stateOf("prod", "fenced") },
      { deleted: 3, locked: 2, until: new Date("2027-02-01T03:04:05.678Z") },
    );
    expect(code).toBe(1);
    expect(said).toContain("one-vault: 3 versions deleted");
    expect(said).toContain("one-vault: 2 versions are locked, the last until 2027-02-01T03:04:05Z");
    expect([imported, file]).toEqual([undefined, before]);
  });

  it("is only shown without its name again", async () => {
    const { code, said, imported, buckets } = await run(
      { vault: "empty", confirmed: undefined },
      { prod: stateOf("prod", "fenced") },
    );
    expect([code, imported, buckets]).toEqual([0, undefined, []]);
    expect(said).toContain("is emptied, and then deleted: bucket one-vault in us-east-1");
    expect(said).toContain("    bucket one-legal in us-east-1");
    expect(said).toContain("Namespace one-namespace");
    expect(said).toContain("npm run retire -- one --stack prod --vault empty --confirm one");
  });

  it("is done already where the stack has nothing of it", async () => {
    const { said, imported } = await run(
      { service: "three", confirmed: "three" },
      { prod: stateOf("prod", "active") },
    );
    expect([said, imported]).toEqual(["three is not in stack prod: nothing to do", undefined]);
    expect((await run({}, { prod: undefined })).said).toContain("nothing to do");
  });

  it("can be finished after it was taken off the list without this", async () => {
    const left = stateOf("prod", "active");
    const [stack] = left.deployment.resources;
    if (stack !== undefined)
      stack["outputs"] = {
        standing: { two: { posture: "active", overridden: false, served: true, tookOver: false } },
      };
    expect((await run({}, { prod: left })).code).toBe(0);
  });
});

describe("refused is", () => {
  it.each([
    ["another name", { confirmed: "two" }, "fenced", "--confirm two: must be one"],
    ["one that serves", {}, "active", "one is active on prod; must be fenced or passive"],
    [
      "emptying while jobs write",
      { vault: "empty" as const },
      "passive",
      "one is passive on prod; must be fenced",
    ],
  ])("%s, and nothing changes", async (_what, wanted, posture, text) => {
    const before = readFileSync(join(folder, "Pulumi.prod.yaml"), "utf8");
    await expect(run(wanted, { prod: stateOf("prod", posture) })).rejects.toThrow(text);
    expect(readFileSync(join(folder, "Pulumi.prod.yaml"), "utf8")).toBe(before);
  });

  it("prod before dr, whose restores read prod's replica", async () => {
    await expect(run({}, { prod: stateOf("prod", "active"), dr: stateOf("dr", "passive") })).rejects.toThrow(
      /one is in stack dr too.*npm run retire -- one --stack dr --vault keep; one is active on prod.*lifeboat:postures\.one fenced --stack prod && pulumi up --stack prod/,
    );
  });

  it("the last one, which a stack must have", async () => {
    const file = StackFile.read(join(folder, "Pulumi.prod.yaml"));
    file.apply(new Map([["lifeboat:services", ["one"]]]), true);
    file.save();
    await expect(run({}, { prod: stateOf("prod", "fenced") })).rejects.toThrow(
      "one is the only service of prod: a stack has at least one; pulumi destroy --stack prod ends it",
    );
  });
});
