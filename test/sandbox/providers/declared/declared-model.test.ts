import { createHash } from "node:crypto";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { repositoryRoot } from "../../../../sandbox/engine/paths";
import { aws } from "../../../../sandbox/providers/aws";
import { declaredModel, newGuesses } from "../../../../sandbox/providers/declared/declared-model";
import { PackageDeclarations } from "../../../../sandbox/providers/declared/declarations";
import { kubernetes } from "../../../../sandbox/providers/kubernetes";
import type { ProviderModel, ResourceContext } from "../../../../sandbox/providers/model";
import { type PropertyMap, text } from "../../../../sandbox/providers/value";
import { temporaryDirectory } from "../../../../sandbox/servers/at-exit";
import { writeWarehouse } from "../../review/program/warehouse";

const folder = temporaryDirectory("warehouse");
afterAll(() => {
  folder.remove();
});
const guesses = newGuesses();
const warehouse = declaredModel(
  "warehouse",
  new PackageDeclarations(writeWarehouse(join(folder.path, "warehouse"))),
  undefined,
  guesses,
);
const genuine = (own: ProviderModel): ProviderModel =>
  declaredModel(
    own.name,
    new PackageDeclarations(join(repositoryRoot(__dirname), "node_modules", "@pulumi", own.name)),
    own,
    guesses,
  );

const context = (type: string): ResourceContext => ({
  urn: "urn",
  type,
  name: "front",
  config: {},
  hex: (label, length) => createHash("sha256").update(label).digest("hex").slice(0, length),
});
const outputs = (model: ProviderModel, type: string, inputs: PropertyMap) =>
  model.kind(type)?.outputs?.(inputs, context(type), "id-1");

const anything: unknown = expect.anything();
const like = (text: RegExp): unknown => expect.stringMatching(text);

const SHELF = "warehouse:storage/shelf:Shelf";

describe("a package that no stand-in knows", () => {
  it("gives what is computed values of the declared types, and leaves out what may be missing or was given", () => {
    expect(outputs(warehouse, SHELF, { size: 3, aisle: "a" })).toEqual({
      slots: [like(/^front-/), anything, anything],
      url: like(/^https:\/\/front-/),
      gate: {
        hostname: like(/\.sandbox\.internal$/),
        isOpen: false,
        inner: [anything],
      },
    });
  });

  it("replaces for what its documentation says, and says that the rest is a guess", () => {
    expect(warehouse.kind(SHELF)).toMatchObject({ replace: ["aisle"], isGuess: true });
  });

  it("answers a data source alike for the same arguments only, and notes it", () => {
    const call = warehouse.otherFunction?.("warehouse:index/getAisle:getAisle");
    const [one, again, other] = [{ name: "a" }, { name: "a" }, { name: "b" }].map((args) => call?.(args, {}));
    expect(one).toEqual(again);
    expect(one).toMatchObject({
      name: "a",
      doors: [anything, anything, anything],
    });
    expect(other?.["id"]).not.toBe(one?.["id"]);
    expect([...guesses.functions]).toEqual(["warehouse:index/getAisle:getAisle"]);
    expect(warehouse.otherFunction?.("warehouse:index/getDoor:getDoor")).toBeUndefined();
  });

  it("takes a type that it does not declare as it is, and notes it", () => {
    expect(outputs(warehouse, "warehouse:index/door:Door", { wide: true })).toEqual({});
    expect([...guesses.undeclared]).toEqual(["warehouse:index/door:Door"]);
    expect(warehouse.kind("random:index/randomPet:RandomPet")).toBeUndefined();
  });
});

describe("a provider that has a stand-in", () => {
  const known = genuine(aws);

  it("keeps what the stand-in knows, with the declared outputs that it leaves out", () => {
    const bucket = "aws:s3/bucketObjectv2:BucketObjectv2";
    expect(known.kind(bucket)?.replace).toEqual(
      expect.arrayContaining([...(aws.kind(bucket)?.replace ?? [])]),
    );
    expect(outputs(known, "aws:ec2/instance:Instance", { ami: "ami-1" })).toMatchObject({
      arn: like(/^arn:aws:ec2:/),
      publicIp: like(/^192\.0\.2\./),
      rootBlockDevice: { volumeId: anything },
    });
    expect(outputs(known, "aws:ec2/instance:Instance", { ami: "ami-1" })).not.toHaveProperty("ami");
  });

  it("replaces for what the documentation, or the table, says beside it", () => {
    expect(known.kind("aws:lb/loadBalancer:LoadBalancer")?.replace).toContain("securityGroups");
    expect(known.kind("aws:dynamodb/table:Table")).toMatchObject({
      isGuess: true,
      replace: expect.arrayContaining(["hashKey"]) as unknown,
    });
    expect(known.kind("aws:iam/role:Role")?.isGuess).toBe(false);
  });

  it("makes an IAM document of what the program asks for, which needs no account", () => {
    const call = known.otherFunction?.("aws:iam/getPolicyDocument:getPolicyDocument");
    const statements = [
      {
        actions: ["s3:GetObject"],
        resources: ["*"],
        principals: [{ type: "AWS", identifiers: ["*"] }],
        conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["true"] }],
      },
    ];
    expect(JSON.parse(text(call?.({ statements }, {})["json"]) ?? "")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: "*" },
          Action: "s3:GetObject",
          Resource: "*",
          Condition: { Bool: { "aws:SecureTransport": "true" } },
        },
      ],
    });
  });

  it("reads the namespaces of a version's types", () => {
    const ingress = outputs(genuine(kubernetes), "kubernetes:networking.k8s.io/v1:Ingress", {
      kind: "Ingress",
    });
    expect(ingress).toMatchObject({ status: { loadBalancer: { ingress: [{ ip: anything }] } } });
  });

  it("decodes manifests", () => {
    const call = genuine(kubernetes).otherFunction?.("kubernetes:yaml:decode");
    expect(call?.({ text: "kind: A\n---\nkind: B\n---\n" }, {})).toEqual({
      result: [{ kind: "A" }, { kind: "B" }],
    });
  });
});
