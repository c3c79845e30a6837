import path from "node:path";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { temporaryDirectory, type TemporaryDirectory } from "../../../sandbox/servers/at-exit";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { backup, drop } from "./restore-kit";
import { startWorld, type World } from "./world";

const JOBS = path.resolve(__dirname, "../../../infra/jobs");

describeReal("restore.sh and rows larger than its memory", JOB_REQUIREMENTS, () => {
  let world: World;
  let directory: TemporaryDirectory;

  beforeAll(async () => {
    directory = temporaryDirectory("large-row");
    world = await startWorld();
    await world.postgres.sql(
      "shop",
      `CREATE TABLE attachments (id int, body bytea); ALTER TABLE attachments OWNER TO shop;
       INSERT INTO attachments SELECT g, decode(repeat(md5(g::text), 1000000 * (g % 2) + 1), 'hex') FROM generate_series(1, 4) g`,
    );
    await backup(world);
  });
  afterAll(async () => {
    directory.remove();
    await world.stop();
  });

  it("restores them", async () => {
    const ended = await world.run("restore", { RESTORE_TARGET: "other" });
    expect(ended.code, ended.stderr).toBe(0);
    const sum = "SELECT id, md5(body) AS hash FROM attachments ORDER BY 1";
    expect(await world.postgres.sql("other", sum)).toEqual(await world.postgres.sql("shop", sum));
    await drop(world, "other");
  });

  it("refuses one that it cannot hold, with its table's name", async () => {
    const folder = path.join(directory.path, "jobs");
    cpSync(JOBS, folder, { recursive: true });
    const file = path.join(folder, "restore-lib.sh");
    writeFileSync(file, readFileSync(file, "utf8").replace("row_mib=640", "row_mib=40"));
    const ended = await world.start("restore", { RESTORE_TARGET: "other" }, folder).ended;
    expect(ended.code, ended.stderr).toBe(1);
    expect(ended.stderr).toMatch(/"event":"row_too_large".*the rows of table public\.attachments/);
  });
});
