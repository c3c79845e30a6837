import { execFileSync } from "node:child_process";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { Cluster } from "../../../sandbox/cluster/cluster";
import { podSurroundings } from "../../../sandbox/drill/cluster/pod-surroundings";
import { buildImage } from "../../../sandbox/images/build";
import { startMoto, type Moto } from "../../../sandbox/servers/moto";
import { describeReal } from "../../support/describe-real";
import { Bucket } from "../../infra/jobs/bucket";
import { ageKey } from "../../infra/jobs/world";
import { runOnDev } from "../engine/temporary-sandbox";
import { FIXTURE_REQUIREMENTS, fixtureCluster } from "./fixture-cluster";

const WORD = "throw-away-word";
const NAMESPACE = "library-system";
const DESK = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/library-desk`;
const image = (version: string): string => `registry.example.com/desk:${version}`;
const containerStatuses = z
  .array(
    z.object({
      name: z.string(),
      state: z.object({ terminated: z.object({ exitCode: z.number() }).optional() }),
    }),
  )
  .default([]);
const podList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({ initContainerStatuses: containerStatuses, containerStatuses }),
    }),
  ),
});
const deployment = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({ containers: z.array(z.looseObject({ image: z.string() })) }),
    }),
  }),
});

/** One image under three names, as three versions of an application. */
async function nameVersions(name: string): Promise<void> {
  const { reference } = await buildImage("application");
  for (const version of ["a", "b", "c"]) {
    const tag = ["--namespace=k8s.io", "images", "tag", reference, image(version)];
    const [program = "", ...args] = Cluster.find(name)?.inside("ctr", ...tag) ?? [];
    execFileSync(program, args);
  }
}

describeReal("the gate of a roll-out by the real engine", [...FIXTURE_REQUIREMENTS, "moto", "age"], () => {
  let moto: Moto;
  let bucket: Bucket;
  const fixture = fixtureCluster("gate", NAMESPACE, async ({ cluster, postgres }) => {
    moto = await startMoto();
    bucket = new Bucket(moto.url, "library-backups");
    await bucket.create();
    await postgres.sql("postgres", "CREATE ROLE librarian");
    await postgres.sql("postgres", "CREATE DATABASE library OWNER librarian");
    await nameVersions(cluster.name);
    await cluster.expose(moto.port);
    const aws = { id: moto.env["AWS_ACCESS_KEY_ID"] ?? "", secret: moto.env["AWS_SECRET_ACCESS_KEY"] ?? "" };
    for (const policy of podSurroundings({ proxyUrl: "http://127.0.0.1:1", noProxy: [], aws }, [NAMESPACE]))
      await cluster.apply(policy);
    const secrets = () => ({
      "fixture-gate:word": () => WORD,
      "fixture-gate:adminPassword": () => postgres.password,
    });
    const overrides = {
      "fixture-gate:host": cluster.address,
      "fixture-gate:port": String(postgres.port),
      "fixture-gate:jobImage": (await buildImage("jobs")).reference,
      "fixture-gate:image": image("a"),
      "fixture-gate:lateFees": "true",
      "fixture-gate:vaultUrl": `http://${cluster.address}:${moto.port}`,
      "fixture-gate:bucket": bucket.name,
      // As in prod and dr: an object that a config declares again is taken over.
      "kubernetes:upsertExistingObjects": "true",
      "fixture-gate:recipient": ageKey().recipient,
    };
    return { dev: { secrets, overrides } };
  });
  afterAll(() => moto.stop());

  const pulumi = (...args: string[]) =>
    runOnDev(fixture.temporary, [WORD, fixture.postgres.password], ...args);
  const up = (...more: string[]) => pulumi("up", "--yes", "--skip-preview", ...more);
  const done = (): string[] =>
    fixture.events.map(
      ({ object, phase }) =>
        `${object.name.replace(/-[0-9a-f]{8}$/, "").replace(/-[0-9a-f]{10}$/, "")} ${phase}`,
    );
  /**
   * What the containers that failed wrote, of a Job's pods; the provider does not always quote them, as it may look before the
   * kubelet reports.
   */
  const failedLogs = async (job: RegExp): Promise<string> => {
    const folder = `/api/v1/namespaces/${NAMESPACE}/pods`;
    const lines: string[] = [];
    const { items } = podList.parse(await fixture.get(folder));
    for (const { metadata, status } of items.filter((pod) => job.test(pod.metadata.name)))
      for (const { name, state } of [...status.initContainerStatuses, ...status.containerStatuses])
        if ((state.terminated?.exitCode ?? 0) !== 0)
          await fixture.cluster.api.lines(`${folder}/${metadata.name}/log?container=${name}`, (line) =>
            lines.push(`${name}: ${line}`),
          );
    return lines.join("\n");
  };
  /** Waits for what a watch of the cluster tells: on a busy machine it comes after the update's end. */
  const settled = (): ReturnType<typeof expect.poll<readonly string[]>> =>
    expect.poll(done, { timeout: 60_000 });
  /** Image that the Deployment declares; what serves is one of its pods. */
  const declaredImage = async (): Promise<string | undefined> =>
    deployment.parse(await fixture.get(DESK)).spec.template.spec.containers[0]?.image;
  const migrations = async (): Promise<unknown> => {
    const [there] = await fixture.postgres.sql(
      "library",
      "SELECT to_regclass('public.lifeboat_drill_migrations')::text AS name",
    );
    if (there?.["name"] === null) return 0;
    const [row] = await fixture.postgres.sql(
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
    await settled().toEqual([...CHECKED, ...BACKED_UP, ...MIGRATED, ...ROLLED_OUT]);
    // The trial before it left nothing, and an empty database nothing to back up.
    expect([await migrations(), await bucket.manifests()]).toEqual([1, []]);
    const again = await up("--expect-no-changes");
    expect(again.code, again.output).toBe(0);
    expect(done()).toHaveLength(8);
  });

  it("migrates nothing without a backup, and names the remedy", async () => {
    await fixture.postgres.sql(
      "library",
      "CREATE TABLE public.books (id int); INSERT INTO public.books VALUES (7)",
    );
    const { code, output } = await up("--config", `image=${image("c")}`, "--config", "bucket=elsewhere");
    expect(code).not.toBe(0);
    expect(output).toMatch(/library-posture-gate-backup/);
    expect(await failedLogs(/gate-backup/)).toMatch(
      /no backup of database library could be made, .*then run pulumi up again/,
    );
    expect([await declaredImage(), await migrations()]).toEqual([image("a"), 1]);
    await settled().toContain("library-posture-gate-backup failed");
  });

  it("leaves the Deployment as it is where the trial of a migration fails, after a backup that can be found", async () => {
    await fixture.postgres.sql("library", "ALTER TABLE public.lifeboat_drill_migrations OWNER TO postgres");
    const { code, output } = await up("--config", `image=${image("b")}`, "--config", `bucket=${bucket.name}`);
    expect(code).not.toBe(0);
    expect(output).toMatch(/library-posture-gate-migrate/);
    expect(await failedLogs(/gate-migrate/)).toMatch(
      /^migrate-trial: .*permission denied for table lifeboat_drill_migrations/m,
    );
    expect(await declaredImage()).toBe(image("a"));
    const [manifest = "none"] = await bucket.manifests();
    await settled().toContain("library-posture-gate-migrate failed");
    const label = fixture.events.find(({ object }) => object.name.includes("gate-backup"))?.object.name;
    expect(await bucket.json(manifest)).toMatchObject({ label, rowCounts: { "public.books": 1 } });
    const ready = `/api/v1/namespaces/${NAMESPACE}/services/library-desk:http/proxy/ready`;
    expect(await fixture.get(ready)).toMatchObject({ status: "healthy" });
  });

  it("leaves the Deployment as it is where a feature flag is none, and migrates nothing", async () => {
    await fixture.postgres.sql("library", "ALTER TABLE public.lifeboat_drill_migrations OWNER TO librarian");
    const { code, output } = await up("--config", 'lateFees="maybe"');
    expect(code).not.toBe(0);
    expect(output).toMatch(/library-posture-gate-check-job/);
    expect(await failedLogs(/gate-check-job/)).toMatch(/feature flag late_fees/);
    await settled().toEqual([
      "library-posture-gate-check-job started",
      "library-posture-gate-check-job retried",
      "library-posture-gate-check-job retried",
      "library-posture-gate-check-job failed",
    ]);
    expect([await declaredImage(), await migrations()]).toEqual([image("a"), 1]);
  });

  it("rolls out once the causes are fixed", async () => {
    const { code, output } = await up("--config", "lateFees=false");
    expect(code, output).toBe(0);
    // What migrates is another image than the one that last succeeded, and this one was backed up before its trial.
    await settled().toEqual([...CHECKED, ...MIGRATED, ...ROLLED_OUT]);
    expect([await declaredImage(), await migrations()]).toEqual([image("b"), 2]);
  });
});
