import path from "node:path";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { IMAGE_PATH } from "../../../sandbox/images/dockerfile";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { expectRefused, startBackedUpWorld } from "./restore-kit";
import { events } from "./run-job";
import type { World } from "./world";

// The server is real. No older client can be had beside the image's: what is false is what these programs say.
const OLD_DUMP = `#!/bin/bash\n[[ $1 == --version ]] && echo 'pg_dump (PostgreSQL) 14.11 (Debian)'\n`;
const OLD_RESTORE = `#!/bin/bash\necho 'pg_restore: error: unsupported version (1.16) in file header' >&2; exit 1\n`;

describeReal("the client of PostgreSQL in the job image", JOB_REQUIREMENTS, () => {
  let world: World;
  beforeAll(async () => {
    ({ world } = await startBackedUpWorld());
  });
  afterAll(() => world.stop());

  /** A PATH that finds another program before the image's. */
  function pathWith(program: string, text: string): string {
    const folder = world.writeSecret("none", "");
    writeFileSync(path.join(folder, program), text, { mode: 0o755 });
    return `${folder}:${IMAGE_PATH}`;
  }

  it.each(["backup", "migration-backup", "verify", "drill", "restore", "fence"])(
    "makes %s refuse a newer server, with both versions and the way to a newer client",
    async (job) => {
      const env = { PATH: pathWith("pg_dump", OLD_DUMP), BACKUP_LABEL: "before-1" };
      const before = await world.bucket.manifests();
      const ended = await expectRefused(world, job, env, 6, /"event":"client_too_old"/);
      const [{ message } = { message: "" }] = events(ended, "client_too_old");
      expect(message).toMatch(
        /is PostgreSQL 15\.\d+, must be no newer than the client .* PostgreSQL 14\.11: /,
      );
      expect(message).toContain("docker build --build-arg POSTGRESQL_MAJOR=15 ");
      expect(message).toContain("pulumi config set lifeboat:jobImage ");
      expect(await world.bucket.manifests()).toEqual(before);
    },
  );

  it("closes the gate before a newer server", async () => {
    const secrets = world.writeSecret("password", world.password);
    writeFileSync(path.join(secrets, "migrate"), world.password);
    const gate = { schemas: ["public"], extensions: [], secrets: [], files: [] };
    const env = {
      PGUSER: "shop_app",
      GATE_MIGRATE_LOGIN: "shop_migrate",
      LIFEBOAT_DATABASE_SECRET: secrets,
      LIFEBOAT_SETTINGS: world.writeSettings({ gate }),
    };
    const open = await world.run("gate", env);
    expect(open.code, open.stderr).toBe(0);
    const ended = await world.run("gate", { ...env, PATH: pathWith("pg_dump", OLD_DUMP) });
    expect(ended.code).toBe(6);
    expect(events(ended, "gate_closed")).toMatchObject([{ faults: 1 }]);
    expect(events(ended, "gate_fault")[0]?.["message"]).toMatch(
      /is PostgreSQL 15\.\d+, must be no newer .* PostgreSQL 14\.11: docker build/,
    );
  });

  it.each([
    ["a table", "CREATE TABLE public.tasks (id int)", /tables of backup .*relation .*tasks.* already exists/],
    [
      "an index",
      "CREATE TABLE public.other (id int); CREATE INDEX tasks_pkey ON public.other (id)",
      /indexes and constraints of backup .*tasks_pkey.* already exists/,
    ],
  ])(
    "lets no error pass but for the setting that a server before 17 does not know: %s",
    async (_, sql, message) => {
      const { postgres } = world;
      await postgres.sql("template1", sql);
      try {
        await expectRefused(world, "restore", {}, 1, message);
      } finally {
        await postgres.sql("template1", "DROP TABLE IF EXISTS public.tasks, public.other");
      }
    },
  );

  it("tells which newer client made a dump that it cannot read", async () => {
    const env = { PATH: pathWith("pg_restore", OLD_RESTORE) };
    const message =
      /was dumped by PostgreSQL 17\.\d+, must be .* docker build --build-arg POSTGRESQL_MAJOR=17 /;
    await expectRefused(world, "restore", env, 6, message);
  });
});
