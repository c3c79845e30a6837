import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { type Cluster, clusterBackend } from "../../../sandbox/drill/cluster/cluster-backend";
import type { ClusterEvent } from "../../../sandbox/drill/cluster/cluster-event";
import { databaseBackend } from "../../../sandbox/drill/database-backend";
import { startMoto, type Moto } from "../../../sandbox/servers/moto";
import { startPostgres, type Postgres } from "../../../sandbox/servers/postgres";
import { describeReal } from "../../support/describe-real";
import { Bucket } from "../../infra/jobs/bucket";
import { ageKey } from "../../infra/jobs/world";
import { type TemporarySandbox, openTemporary, runOnDev } from "../engine/temporary-sandbox";

const WORD = "throw-away-word";
const image = (digit: string): string => `desk@sha256:${digit.repeat(64)}`;
const deployment = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({ containers: z.array(z.looseObject({ image: z.string() })) }),
    }),
  }),
});

describeReal(
  "the gate of a roll-out by the real engine",
  ["root", "unshare", "postgresql", "moto", "age", "zstd", "job-image"],
  () => {
    let postgres: Postgres;
    let moto: Moto;
    let bucket: Bucket;
    let cluster: Cluster;
    let temporary: TemporarySandbox;
    let events: ClusterEvent[] = [];

    beforeAll(async () => {
      [postgres, moto] = await Promise.all([startPostgres(), startMoto()]);
      bucket = new Bucket(moto.url, "library-backups");
      await bucket.create();
      await postgres.sql("postgres", "CREATE ROLE librarian");
      await postgres.sql("postgres", "CREATE DATABASE library OWNER librarian");
      cluster = clusterBackend({
        jobImages: ["jobs"],
        retryMs: 50,
        onEvent: (event) => events.push(event),
        inject: () => moto.env,
      });
      const secrets = () => ({
        "fixture-gate:word": () => WORD,
        "fixture-gate:adminPassword": () => postgres.password,
      });
      const overrides = {
        "fixture-gate:port": String(postgres.port),
        "fixture-gate:image": image("a"),
        "fixture-gate:lateFees": "true",
        "fixture-gate:vaultUrl": moto.url,
        "fixture-gate:bucket": bucket.name,
        // As in prod and dr: what a config brings back is taken over.
        "kubernetes:upsertExistingObjects": "true",
        "fixture-gate:recipient": ageKey().recipient,
      };
      temporary = await openTemporary("gate", {
        values: { dev: { secrets, overrides } },
        backends: { kubernetes: cluster.backend, postgresql: databaseBackend() },
      });
    });
    afterAll(async () => {
      temporary.dispose();
      await cluster.close();
      await Promise.all([postgres.stop(), moto.stop()]);
    });
    beforeEach(() => {
      events = [];
    });

    const pulumi = (...args: string[]) => runOnDev(temporary, [WORD, postgres.password], ...args);
    const up = (...more: string[]) => pulumi("up", "--yes", "--skip-preview", ...more);
    const done = (): string[] =>
      events.map(
        ({ object, phase }) =>
          `${object.name.replace(/-[0-9a-f]{8}$/, "").replace(/-[0-9a-f]{10}$/, "")} ${phase}`,
      );
    /** Image that the Deployment declares; what serves is one of its pods. */
    const declaredImage = (): string | undefined =>
      deployment.parse(cluster.object("Deployment", "library-system", "library-desk")).spec.template.spec
        .containers[0]?.image;
    const migrations = async (): Promise<unknown> => {
      const [there] = await postgres.sql(
        "library",
        "SELECT to_regclass('public.lifeboat_drill_migrations')::text AS name",
      );
      if (there?.["name"] === null) return 0;
      const [row] = await postgres.sql(
        "library",
        "SELECT count(*)::int AS n FROM public.lifeboat_drill_migrations",
      );
      return row?.["n"];
    };

    const CHECKED = ["library-posture-gate-check-job started", "library-posture-gate-check-job done"];
    const BACKED_UP = ["library-posture-gate-backup started", "library-posture-gate-backup done"];
    const MIGRATED = ["library-posture-gate-migrate started", "library-posture-gate-migrate done"];
    const ROLLED_OUT = ["library-desk started", "library-desk done"];

    it("asks, migrates and only then rolls out, and does none of it again for an unchanged stack", async () => {
      const { code, output } = await up();
      expect(code, output).toBe(0);
      expect(done()).toEqual([...CHECKED, ...BACKED_UP, ...MIGRATED, ...ROLLED_OUT]);
      // The trial before it left nothing, and an empty database nothing to back up.
      expect([await migrations(), await bucket.manifests()]).toEqual([1, []]);
      const again = await up("--expect-no-changes");
      expect(again.code, again.output).toBe(0);
      expect(done()).toHaveLength(8);
    });

    it("migrates nothing without a backup, and names the remedy", async () => {
      await postgres.sql(
        "library",
        "CREATE TABLE public.books (id int); INSERT INTO public.books VALUES (7)",
      );
      const { code, output } = await up("--config", `image=${image("c")}`, "--config", "bucket=elsewhere");
      expect(code).not.toBe(0);
      expect(output).toMatch(
        /gate-backup-[0-9a-f]{10}-[0-9a-f]{8} failed: container migration-backup ended with exit code 6: no backup of database library could be made, .*then run pulumi up again/,
      );
      expect([declaredImage(), await migrations()]).toEqual([image("a"), 1]);
    });

    it("leaves the Deployment as it is where the trial of a migration fails, after a backup that can be found", async () => {
      await postgres.sql("library", "ALTER TABLE public.lifeboat_drill_migrations OWNER TO postgres");
      const { code, output } = await up(
        "--config",
        `image=${image("b")}`,
        "--config",
        `bucket=${bucket.name}`,
      );
      expect(code).not.toBe(0);
      expect(output).toMatch(
        /gate-migrate-[0-9a-f]{8} failed: container migrate-trial ended with exit code 1: permission denied/,
      );
      expect(declaredImage()).toBe(image("a"));
      const [manifest = "none"] = await bucket.manifests();
      const label = events.find(({ object }) => object.name.includes("gate-backup"))?.object.name;
      expect(await bucket.json(manifest)).toMatchObject({ label, rowCounts: { "public.books": 1 } });
      const port = cluster.workloads.find("library-system", "library-desk")?.port;
      expect((await fetch(`http://127.0.0.1:${String(port)}/ready`)).status).toBe(200);
    });

    it("leaves the Deployment as it is where a feature flag is none, and migrates nothing", async () => {
      await postgres.sql("library", "ALTER TABLE public.lifeboat_drill_migrations OWNER TO librarian");
      const { code, output } = await up("--config", 'lateFees="maybe"');
      expect(code).not.toBe(0);
      expect(output).toMatch(
        /gate-check-job-[0-9a-f]{8} failed: container gate ended with exit code 6: .*feature flag late_fees/,
      );
      expect(done()).toEqual([
        "library-posture-gate-check-job started",
        "library-posture-gate-check-job failed",
      ]);
      expect([declaredImage(), await migrations()]).toEqual([image("a"), 1]);
    });

    it("rolls out once the causes are mended", async () => {
      const { code, output } = await up("--config", "lateFees=false");
      expect(code, output).toBe(0);
      // What migrates is another image than the one that last succeeded, and this one was backed up before its trial.
      expect(done()).toEqual([...CHECKED, ...MIGRATED, ...ROLLED_OUT]);
      expect([declaredImage(), await migrations()]).toEqual([image("b"), 2]);
    });
  },
);
