import { chmodSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { freePort } from "../../../sandbox/servers/free-port";
import { startServer, type Server } from "../../../sandbox/servers/process";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { events } from "./run-job";
import { startWorld, type World } from "./world";

describeReal("a job that is sent through PgBouncer", [...JOB_REQUIREMENTS, "pgbouncer"], () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  /** A pooler in transaction mode before the world's server. @param ignored startup parameters that it drops in silence */
  async function startPooler(ignored: string): Promise<Server & { readonly port: number }> {
    const { path: directory } = temporaryDirectory("pooler");
    const port = await freePort();
    const quoted = world.password.replaceAll('"', '""');
    const users = ["shop_backup", "shop_restore"].map((user) => `"${user}" "${quoted}"\n`).join("");
    const settings = {
      listen_addr: "127.0.0.1",
      listen_port: port,
      unix_socket_dir: "",
      auth_type: "plain",
      auth_file: path.join(directory, "users"),
      pool_mode: "transaction",
      server_tls_sslmode: "require",
      ...(ignored === "" ? {} : { ignore_startup_parameters: ignored }),
    };
    const file = path.join(directory, "pgbouncer.ini");
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
    const target = `* = host=${world.postgres.host} port=${world.postgres.port}`;
    writeFileSync(file, `[databases]\n${target}\n[pgbouncer]\n${lines.join("")}`);
    writeFileSync(settings.auth_file, users);
    chmodSync(directory, 0o755);
    const server = await startServer({
      name: "pgbouncer",
      command: ["/usr/sbin/pgbouncer", file],
      logFile: path.join(directory, "log"),
      user: "postgres",
      ready: () =>
        new Promise((resolve) => {
          const socket = net.connect(port, "127.0.0.1", () => {
            resolve(true);
          });
          socket
            .on("error", () => {
              resolve(false);
            })
            .on("connect", () => socket.destroy());
        }),
    });
    return { ...server, port };
  }

  it.each([
    ["that refuses a session's settings", ""],
    ["that drops them in silence", "options,extra_float_digits"],
  ])("refuses one %s with 6, and says where to point", async (_, ignored) => {
    const pooler = await startPooler(ignored);
    try {
      for (const job of ["backup", "restore", "verify"]) {
        const ended = await world.run(job, { PGPORT: String(pooler.port), PGSSLMODE: "disable" });
        expect(ended.code, ended.stderr).toBe(6);
        const [fault] = events(ended, "database_pooled");
        expect(fault?.["message"]).toMatch(
          /is a pooler .* must be the database server itself: pulumi config set/,
        );
      }
      expect(await world.bucket.manifests()).toEqual([]);
    } finally {
      await pooler.stop();
    }
  });
});
