import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { DatabaseExporter, exporterEnv } from "../../../../infra/components/database/database-exporter";
import { queriesFile } from "../../../../infra/scraping/queries";
import { declared, type Resources } from "../../../support/pulumi-mocks";
import { fromConfig } from "../../../support/workload-fixture";

const database = { host: "db.example.com", port: 6432, sslMode: "require", user: "library_monitor" };
const image = `exporter@sha256:${"e".repeat(64)}`;

const made = async (password: string): Promise<Resources> =>
  (
    await declared(
      () =>
        new DatabaseExporter("exporter", {
          service: "library",
          namespace: "library-system",
          image,
          database: { ...database, password: pulumi.secret(password) },
          priorityClass: "lifeboat-serving-primary",
          secretSource: fromConfig,
          labels: { "app.kubernetes.io/part-of": "library" },
          archives: false,
          dependsOn: [],
        }),
    )
  ).resources;

describe("DatabaseExporter", () => {
  let resources: Resources;
  beforeAll(async () => {
    resources = await made("monitor-word");
  });
  const deployment = () => resources.one("kubernetes:apps/v1:Deployment").inputs;

  it("is one pod that a deployment does not wait for", () => {
    expect(deployment()).toMatchObject({
      metadata: {
        name: "postgres-exporter",
        namespace: "library-system",
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: { replicas: 1, strategy: { type: "Recreate" } },
    });
  });

  it("has its password as a file, and no secret in its environment", () => {
    const { inputs, secretPaths } = resources.one("kubernetes:core/v1:Secret");
    expect(inputs["stringData"]).toEqual({ password: "monitor-word" });
    expect(secretPaths.join()).toMatch(/^stringData/);
    expect(JSON.stringify(deployment())).not.toContain("monitor-word");
    expect(deployment()).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [{ image, securityContext: { readOnlyRootFilesystem: true } }],
            volumes: [
              { name: "tmp" },
              {
                secret: {
                  secretName: expect.stringMatching(/^postgres-exporter-login-[0-9a-f]{10}$/) as string,
                  defaultMode: 0o400,
                },
              },
              { configMap: { defaultMode: 0o440 } },
            ],
          },
        },
      },
    });
  });

  it("reads the queries from an immutable file of their own name", () => {
    const { inputs } = resources.one("kubernetes:core/v1:ConfigMap");
    expect(inputs).toMatchObject({ immutable: true, data: { "queries.yaml": queriesFile() } });
    expect(JSON.stringify(inputs)).toMatch(/"postgres-exporter-queries-[0-9a-f]{10}"/);
  });

  it("starts again with another password", async () => {
    const text = (of: Resources) => JSON.stringify(of.one("kubernetes:apps/v1:Deployment").inputs);
    expect(text(await made("other-word"))).not.toBe(text(resources));
    expect(text(await made("monitor-word"))).toBe(text(resources));
  });

  it("is alive without a database: none of its probes asks for figures", () => {
    expect(JSON.stringify(deployment()).match(/"path":"[^"]*"/g)).toEqual(
      Array.from({ length: 2 }, () => '"path":"/"'),
    );
  });
});

describe("exporterEnv", () => {
  it("goes to the maintenance database under a name that alerts on long transactions leave out", () => {
    expect(exporterEnv(database)).toEqual({
      DATA_SOURCE_URI: "db.example.com:6432/postgres?sslmode=require&application_name=lifeboat-exporter",
      DATA_SOURCE_USER: "library_monitor",
      DATA_SOURCE_PASS_FILE: "/var/run/secrets/app/password",
      PG_EXPORTER_WEB_LISTEN_ADDRESS: ":9187",
      PG_EXPORTER_EXTEND_QUERY_PATH: "/etc/postgres-exporter/queries.yaml",
    });
  });

  it("puts an IPv6 address into brackets", () => {
    expect(exporterEnv({ ...database, host: "fd12::7" })["DATA_SOURCE_URI"]).toMatch(/^\[fd12::7\]:6432\//);
  });
});
