import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import type { KubernetesObject } from "../../sandbox/render/kubernetes-objects";
import { temporaryDirectory } from "../../sandbox/servers/at-exit";
import { installDefinitions } from "../../sandbox/servers/kube-apiserver/definition";
import { describeReal } from "../support/describe-real";
import { events, expectExit, expectNoSecrets, expectSuccess } from "../support/job-result";
import type { Proof } from "../support/proof";
import { victim } from "../support/proof-day";
import { PROOF_NEEDS, sharedProof } from "../support/shared-proof";

const list = z.object({
  kind: z.literal("List"),
  items: z.array(
    z.looseObject({
      kind: z.string(),
      metadata: z.looseObject({ name: z.string() }),
      data: z.unknown().optional(),
    }),
  ),
});
const spec = z.looseObject({});
/** How a service account's token begins. */
const TOKEN = /eyJ[\w-]{10,}/;
const { namespace } = victim;
const metadata = (name: string) => ({ name, namespace });

const samples = [
  { apiVersion: "v1", kind: "ConfigMap", metadata: metadata("sample-settings"), data: { colour: "grün" } },
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadata("sample-secret"),
    stringData: { key: "sample-value" },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadata("sample"),
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: "sample" } },
      template: {
        metadata: { labels: { app: "sample" } },
        spec: { containers: [{ name: "sample", image: "sample:1" }] },
      },
    },
  },
];

describeReal("a configuration backup", [...PROOF_NEEDS, "definitions"], () => {
  let proof: Proof;

  beforeAll(async () => {
    proof = await sharedProof();
    await installDefinitions(proof.pods.api.client);
    const workloads = ownObjects().filter(({ kind }) => kind === "Deployment" || kind === "Service");
    for (const object of [...workloads.map(withoutPods), ...samples])
      await proof.pods.api.client.apply(object);
  });

  it("reads the API as its own service account, and its object opens and holds everything", async () => {
    const vault = proof.vault(victim);
    const result = await proof.run(victim, "config-backup");
    expectSuccess(result);
    expectNoSecrets([result], proof.secretValues);
    expect(`${result.stdout}${result.stderr}`).not.toMatch(TOKEN);
    const id = result.stdout.trim();
    const body = await vault.bucket.get(`${vault.configPrefix}/${id}.json.zst.age`);
    expect(body.includes("sample-value")).toBe(false);
    const { items } = list.parse(JSON.parse(opened(body, proof.identity)));
    const names = items.map(({ kind, metadata: { name } }) => `${kind}/${name}`);
    for (const wanted of [...samples, ...ownObjects()])
      expect(names).toContain(`${wanted.kind}/${wanted.metadata.name}`);
    const secret = items.find(({ metadata: { name } }) => name === "sample-secret");
    expect(secret?.data).toEqual({ key: Buffer.from("sample-value").toString("base64") });
    const own = ownObjects().filter(({ kind }) => kind === "Deployment");
    const manifest = await vault.bucket.json(`${vault.configPrefix}/${id}.manifest.json`);
    expect(manifest["resources"]).toMatchObject({
      [`/apis/apps/v1/namespaces/${namespace}/deployments`]: 1 + own.length,
    });
    // What was saved can be applied again.
    for (const item of items.filter(({ metadata: { name } }) => name.startsWith("sample")))
      await proof.pods.api.client.apply({ ...item, metadata: { ...item.metadata, namespace } });
  });

  it("is restored by the job as declared: what somebody made is, what the stack declares is left to it", async () => {
    const { client } = proof.pods.api;
    const made = ["configmaps/sample-settings", "secrets/sample-secret"];
    const pathOf = (place: string): string => `/api/v1/namespaces/${namespace}/${place}`;
    for (const place of made) await client.must(pathOf(place), { method: "DELETE" });
    const dry = await proof.run(victim, "config-restore");
    expectSuccess(dry);
    expect((await client.request(pathOf(made[0] ?? ""))).status).toBe(404);
    const result = await proof.run(victim, "config-restore", { env: { CONFIG_DRY_RUN: "false" } });
    expectSuccess(result);
    expectNoSecrets([dry, result], [...proof.secretValues, "sample-value"]);
    expect(`${result.stdout}${result.stderr}`).not.toMatch(TOKEN);
    expect(await client.must(pathOf(made[0] ?? ""))).toMatchObject({ data: { colour: "grün" } });
    expect(await client.must(pathOf(made[1] ?? ""))).toMatchObject({
      data: { key: Buffer.from("sample-value").toString("base64") },
    });
    const [{ objects } = {}] = events(result, "config_restore_finished");
    expect(objects).toMatchObject({ added: 2, refused: 0, denied: 0 });
  });

  it("answers 5 without its RoleBinding, naming the path", async () => {
    const { client } = proof.pods.api;
    const binding = proof.objects.find(
      ({ kind, metadata: of }) =>
        kind === "RoleBinding" && of.namespace === namespace && of.name === "lifeboat-config-reader",
    );
    const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings/${String(binding?.metadata.name)}`;
    const vault = proof.vault(victim);
    const before = await vault.bucket.keys(`${vault.configPrefix}/`);
    await client.must(path, { method: "DELETE" });
    try {
      const result = await proof.run(victim, "config-backup");
      expectExit(result, 5);
      expect(result.stderr).toContain(`/api/v1/namespaces/${namespace}/configmaps: status 403`);
      expectNoSecrets([result], proof.secretValues);
      expect(`${result.stdout}${result.stderr}`).not.toMatch(TOKEN);
    } finally {
      await client.apply(binding);
    }
    expect(await vault.bucket.keys(`${vault.configPrefix}/`)).toEqual(before);
  });

  function ownObjects(): readonly KubernetesObject[] {
    const jobs = ["ConfigMap", "Secret", "ServiceAccount", "CronJob", "Role", "RoleBinding"];
    const saved = [...jobs, "Deployment", "Service"];
    return proof.objects.filter(
      ({ kind, metadata: of }) => of.namespace === namespace && saved.includes(kind),
    );
  }
});

/** A Deployment whose application does not run: nobody has its image. */
function withoutPods(object: KubernetesObject): KubernetesObject {
  return object.kind === "Deployment"
    ? { ...object, spec: { ...spec.parse(object["spec"]), replicas: 0 } }
    : object;
}

/** Decrypts and decompresses a configuration backup. */
function opened(body: Buffer, identity: string): string {
  const directory = temporaryDirectory("identity");
  try {
    const file = `${directory.path}/identity.txt`;
    writeFileSync(file, identity, { mode: 0o600 });
    const plain = execFileSync("age", ["-d", "-i", file], { input: body });
    return execFileSync("zstd", ["-dcq"], { input: plain, maxBuffer: 64 * 1024 * 1024, encoding: "utf8" });
  } finally {
    directory.remove();
  }
}
