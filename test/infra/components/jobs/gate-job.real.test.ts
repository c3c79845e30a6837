import * as pulumi from "@pulumi/pulumi";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { GateJob } from "../../../../infra/components/jobs/gate-job";
import { gateFiles, gateSetting } from "../../../../infra/components/jobs/gate-job";
import { scriptFiles } from "../../../../infra/components/pod/scripts";
import type { ExposedPort } from "../../../../sandbox/cluster/expose";
import { podOfTemplate } from "../../../../sandbox/cluster/pod-manifest";
import type { PodResult } from "../../../../sandbox/cluster/pods";
import { startPostgres, type Postgres } from "../../../../sandbox/servers/postgres";
import { describeReal, POD } from "../../../support/describe-real";
import { runInRoom } from "../../../support/pod-room";
import { declared } from "../../../support/pulumi-mocks";
import { sharedCluster } from "../../../support/shared-cluster";
import { fromConfig, desk, libraryImages, staffedLibrary } from "../../../support/workload-fixture";
import { shopSettings } from "../../jobs/settings";

const jobSpec = z.looseObject({
  template: z.looseObject({ metadata: z.looseObject({}), spec: z.looseObject({}) }),
});
const named = z.looseObject({ name: z.string() });
const place = { bucket: "library-backups", region: "us-east-1", endpointUrl: null };
const WORDS = { app: "app-word-1", migrate: "migrate:word\\2" };
const flags = { name: "features.json", content: { features: { late_fees: true, lending_abroad: false } } };
const service = {
  ...staffedLibrary,
  database: { ...staffedLibrary.database, extensions: ["pgcrypto"] },
  workloads: [{ ...desk, files: [...desk.files, flags] }],
};

/** What of the world is not as it should be. */
interface Wrong {
  readonly appPassword?: string;
  readonly migratePassword?: string;
  readonly token?: string;
  readonly host?: string;
  readonly database?: string;
  readonly extensions?: readonly string[];
  readonly schemas?: readonly string[];
  /** Texts of files in place of the declared ones, as somebody with `kubectl edit` leaves them. */
  readonly files?: Readonly<Record<string, string>>;
}

describeReal("the gate before a roll-out", [...POD, "job-image", "postgresql"], () => {
  let postgres: Postgres;
  let exposed: ExposedPort;
  /** Address at which pods reach the server. */
  let node: string;
  beforeAll(async () => {
    const shared = await sharedCluster();
    ({ node } = shared.cluster.addresses);
    postgres = await startPostgres();
    exposed = await shared.expose(postgres.port);
    await postgres.sql(
      "postgres",
      `CREATE ROLE librarian;
       CREATE ROLE library_migrate LOGIN PASSWORD '${WORDS.migrate}' IN ROLE librarian;
       ALTER ROLE library_migrate SET role TO librarian;
       CREATE ROLE library_app LOGIN PASSWORD '${WORDS.app}' IN ROLE pg_read_all_data, pg_write_all_data`,
    );
    await postgres.sql("postgres", "CREATE DATABASE library OWNER librarian");
    await postgres.sql("library", "SET ROLE librarian; CREATE TABLE public.books (id int)");
  });
  afterAll(async () => {
    await exposed.close();
    await postgres.stop();
  });
  afterEach(async () => {
    // It only asks.
    expect(await postgres.sql("library", "SELECT extname FROM pg_extension")).toEqual([
      { extname: "plpgsql" },
    ]);
  });

  /** Runs the container of the Job as it is rendered, with the objects that are declared beside it. */
  async function gate(wrong: Wrong = {}): Promise<PodResult> {
    const database = wrong.database ?? "library";
    const setting = gateSetting(service);
    const settings = JSON.stringify({
      ...shopSettings(place, `age1${"q".repeat(58)}`),
      service: "library",
      ownerRole: "librarian",
      keyTables: ["public.books", "public.loans"],
      gate: {
        ...setting,
        extensions: wrong.extensions ?? setting?.extensions,
        schemas: wrong.schemas ?? setting?.schemas,
      },
    });
    const { resources } = await declared(
      () =>
        new GateJob("library-gate", {
          service,
          images: libraryImages,
          size: "normal",
          migrateLogin: "library_migrate",
          secretSource: fromConfig,
          database: {
            host: wrong.host ?? node,
            port: postgres.port,
            name: database,
            sslMode: "require",
            user: "library_app",
            password: pulumi.secret(wrong.appPassword ?? WORDS.app),
          },
          namespace: "library-system",
          pod: {
            job: "gate",
            image: libraryImages.shelf,
            serviceAccount: "lifeboat-probe",
            priorityClass: "lifeboat-recovery-primary",
            scriptsConfigMap: "scripts",
            settingsConfigMap: "settings",
            apiToken: false,
            env: {
              PGHOST: wrong.host ?? node,
              PGPORT: String(postgres.port),
              PGDATABASE: database,
              PGUSER: "library_app",
              PGSSLMODE: "require",
              PGCONNECT_TIMEOUT: "5",
            },
            deadlineSeconds: 60,
            labels: {},
          },
          migratePassword: pulumi.secret(wrong.migratePassword ?? WORDS.migrate),
          externalSecrets: { SIGNING_TOKEN: pulumi.secret(wrong.token ?? "signed") },
          labels: {},
          dependsOn: [],
        }),
    );
    const { template } = jobSpec.parse(resources.one("kubernetes:batch/v1:Job").inputs["spec"]);
    const configMap = (name: string, data: Readonly<Record<string, string>>) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "library-system" },
      data,
    });
    const files = named.parse(resources.one("kubernetes:core/v1:ConfigMap").inputs["metadata"]);
    const result = await runInRoom({
      manifest: podOfTemplate(template, { name: "library-gate", namespace: "library-system" }),
      objects: [
        configMap("scripts", scriptFiles()),
        configMap("settings", { "settings.json": settings }),
        configMap(files.name, { ...gateFiles(service), ...wrong.files }),
        {
          apiVersion: "v1",
          kind: "Secret",
          ...resources.one("kubernetes:core/v1:Secret").inputs,
        },
      ],
    });
    for (const word of Object.values(WORDS)) expect(result.stderr).not.toContain(word);
    return result;
  }

  it("opens where everything is there, and where the migration may make what is not", async () => {
    const { exitCode, stderr } = await gate({ schemas: ["public", "later"] });
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain("gate_open");
    expect(stderr).not.toContain("gate_fault");
  });

  it("answers 3 for a wrong password, and says whose", async () => {
    const app = await gate({ appPassword: "wrong-word" });
    expect(app.exitCode).toBe(3);
    expect(app.stderr).toMatch(/login library_app is refused \(.*authentication failed/);
    expect(app.stderr).not.toMatch(/login library_migrate is|wrong-word/);
    const migrate = await gate({ migratePassword: "wrong-word" });
    expect(migrate.exitCode).toBe(3);
    expect(migrate.stderr).toMatch(
      /login library_migrate is refused .*\.migrate of lifeboat:databaseSecrets\.library/,
    );
  });

  it("answers 3 for a database that is not there, and for a server that is not", async () => {
    const missing = await gate({ database: "bookshop" });
    expect(missing.exitCode).toBe(3);
    expect(missing.stderr).toContain('database \\"bookshop\\" does not exist');
    const silent = await gate({ host: "127.0.0.99" });
    expect(silent.exitCode).toBe(3);
    expect(silent.stderr).toContain("Connection refused");
  });

  it("answers 6 for a feature flag that is no flag, missing, or unknown, all at once", async () => {
    const text = JSON.stringify({ features: { late_fees: "true", free_tea: true } });
    const { exitCode, stderr } = await gate({ files: { "library-desk.features.json": text } });
    expect(exitCode, stderr).toBe(6);
    expect(stderr).toContain(
      ', 3 found: feature flag late_fees of library-desk.features.json is \\"true\\", must be true or false',
    );
    expect(stderr).toContain('feature flag lending_abroad of library-desk.features.json is \\"missing\\"');
    expect(stderr).toContain("feature flag free_tea of library-desk.features.json is not declared");
  });

  it("answers 6 for files that cannot be read, together with what else is wrong", async () => {
    const { exitCode, stderr } = await gate({
      files: { "library-desk.opening.json": '{"hours":', "library-desk.shelves.yaml": "" },
      token: "signed\n",
      appPassword: "wrong-word",
    });
    expect(exitCode, stderr).toBe(6);
    expect(stderr).toContain("4 found: file library-desk.opening.json is not readable");
    expect(stderr).toContain("file library-desk.shelves.yaml is empty");
    expect(stderr).toContain("secret SIGNING_TOKEN is 1 line breaks, must be one line");
    expect(stderr).toContain("login library_app is refused");
  });

  it("answers 6 for an extension that nobody but a superuser may create", async () => {
    const { exitCode, stderr } = await gate({ extensions: ["pgcrypto", "pg_stat_statements", "nowhere"] });
    expect(exitCode, stderr).toBe(6);
    expect(stderr).toContain("2 found: extension pg_stat_statements is not in database library");
    expect(stderr).toContain("extension nowhere is not in database library");
  });

  it("answers 5 for rights that are not there", async () => {
    await postgres.sql(
      "postgres",
      "REVOKE pg_write_all_data FROM library_app; ALTER ROLE library_migrate RESET role; REVOKE librarian FROM library_migrate",
    );
    try {
      const { exitCode, stderr } = await gate({ schemas: ["public", "later"], extensions: [] });
      expect(exitCode, stderr).toBe(5);
      expect(stderr).toContain("3 found: INSERT on table public.books is not granted to library_app");
      expect(stderr).toContain("CREATE for schema public is not granted to library_migrate");
      expect(stderr).toContain("CREATE on the database for schema later is not granted to library_migrate");
    } finally {
      await postgres.sql(
        "postgres",
        "GRANT pg_write_all_data TO library_app; GRANT librarian TO library_migrate; ALTER ROLE library_migrate SET role TO librarian",
      );
    }
  });
});
