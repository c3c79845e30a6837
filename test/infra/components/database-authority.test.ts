import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Config } from "../../../infra/config";
import { declareEnvironment, environmentImages as images } from "../../support/environment-fixture";
import type { Resources } from "../../support/pulumi-mocks";
import { primary } from "../../support/service-fixture";
import { staffedLibrary } from "../../support/workload-fixture";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const DIRECTORY = "/etc/lifeboat/database-authority";
const FILE = `${DIRECTORY}/ca.crt`;
const certificates = "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n";

const container = z.object({
  name: z.string(),
  env: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })).default([]),
});
const pod = z.object({
  containers: z.array(container),
  initContainers: z.array(container).default([]),
  volumes: z
    .array(z.object({ name: z.string(), configMap: z.object({ name: z.string() }).optional() }))
    .default([]),
});
const template = z.object({ spec: z.object({ template: z.object({ spec: pod }) }) });
const cronJob = z.object({ spec: z.object({ jobTemplate: template }) });

/** Every container of the environment, with the ConfigMap that it has the authority from. */
function containersOf(resources: Resources) {
  const kinds = ["batch/v1:Job", "apps/v1:Deployment"].flatMap((kind) => resources.all(`kubernetes:${kind}`));
  const pods = [
    ...kinds.map(({ name, inputs }) => ({ name, spec: template.parse(inputs).spec.template.spec })),
    ...resources.all("kubernetes:batch/v1:CronJob").map(({ name, inputs }) => ({
      name,
      spec: cronJob.parse(inputs).spec.jobTemplate.spec.template.spec,
    })),
  ];
  return pods.flatMap(({ name, spec }) =>
    [...spec.containers, ...spec.initContainers].map((each) => {
      const volume = each.volumeMounts.find(({ mountPath }) => mountPath === DIRECTORY)?.name;
      const variables = new Map(each.env.map((variable) => [variable.name, variable.value]));
      return {
        at: `${name}/${each.name}`,
        uri: variables.get("DATA_SOURCE_URI"),
        sslMode: variables.get("PGSSLMODE"),
        rootCertificate: variables.get("PGSSLROOTCERT"),
        from: spec.volumes.find((one) => one.name === volume)?.configMap?.name,
      };
    }),
  );
}

const declare = async (config: Partial<Config>) =>
  (await declareEnvironment({ ...primary, images, ...config }, staffedLibrary)).resources;

describe("a service whose clients check the database server's certificate", () => {
  let resources: Resources;
  let made: ReturnType<typeof containersOf>;
  beforeAll(async () => {
    const databaseAuthority = { file: "../authorities/a.pem", certificates };
    resources = await declare({ sslMode: "verify-full", databaseAuthority });
    made = containersOf(resources);
  });

  it("has the authority in each container that talks to the database, from one ConfigMap", () => {
    const { inputs } = resources.one(CONFIG_MAP, "library-base-database-authority");
    expect(inputs).toMatchObject({ immutable: true, data: { "ca.crt": certificates } });
    const { name } = z.object({ metadata: z.object({ name: z.string() }) }).parse(inputs).metadata;
    const talking = made.filter(({ sslMode }) => sslMode !== undefined);
    expect(talking.length).toBeGreaterThan(10);
    for (const { at, ...each } of talking)
      expect(each, at).toMatchObject({ sslMode: "verify-full", rootCertificate: FILE, from: name });
    const exporters = made.filter(({ uri }) => uri !== undefined);
    expect(exporters).toHaveLength(1);
    for (const { uri, from } of exporters) {
      expect(new URLSearchParams(uri?.replace(/.*\?/, "")).get("sslrootcert")).toBe(FILE);
      expect(uri).toContain("sslmode=verify-full");
      expect(from).toBe(name);
    }
  });

  it("leaves it out where nothing talks to the database", () => {
    const silent = made.filter(({ sslMode, uri }) => sslMode === undefined && uri === undefined);
    expect(silent.length).toBeGreaterThan(0);
    expect(silent.filter(({ from }) => from !== undefined).map(({ at }) => at)).toEqual([]);
  });

  it("gives connection URLs its file, and the provider that of the repository", () => {
    const urls = resources
      .all("kubernetes:core/v1:Secret")
      .flatMap(({ inputs }) => JSON.stringify(inputs).match(/postgresql:[^"]*/g) ?? []);
    expect(urls.length).toBeGreaterThan(0);
    for (const url of urls) expect(url).toContain(`?sslmode=verify-full&sslrootcert=${FILE}`);
    expect(resources.one("pulumi:providers:postgresql", "library-database-server").inputs).toMatchObject({
      sslmode: "verify-full",
      sslrootcert: "../authorities/a.pem",
    });
  });
});

it("without one nothing of it is declared", async () => {
  const resources = await declare({});
  const text = JSON.stringify(resources.list.map(({ inputs }) => inputs));
  expect(text).not.toMatch(/sslrootcert|database-authority/i);
});
