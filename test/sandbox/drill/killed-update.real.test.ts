import { afterAll, beforeAll, expect, it } from "vitest";
import { databaseBackend } from "../../../sandbox/drill/database-backend";
import type { Backend } from "../../../sandbox/providers/backend";
import { startPostgres, type Postgres } from "../../../sandbox/servers/postgres";
import { describeReal } from "../../support/describe-real";
import { familyOf, processesWith } from "../../support/processes";
import { type TemporarySandbox, openTemporary, runOnDev } from "../engine/temporary-sandbox";

/** As users have it: the sandbox alone leaves them out. */
const CHECKPOINTS = { PULUMI_SKIP_CHECKPOINTS: "false" };

describeReal("an update that is killed while it makes a login", ["postgresql"], () => {
  let server: Postgres;
  let temporary: TemporarySandbox;
  let killing = true;

  beforeAll(async () => {
    server = await startPostgres();
    const real = databaseBackend();
    const backend: Backend = {
      ...real,
      create: async (operation) => {
        const made = await real.create(operation);
        if (operation.preview || !killing) return made;
        killing = false;
        // The role is there; the engine never learns of it.
        // Other tests run the same CLI beside this one.
        const own = familyOf(process.pid);
        for (const pid of processesWith(temporary.sandbox.cli.path))
          if (own.includes(pid)) process.kill(pid, "SIGKILL");
        return new Promise(() => undefined);
      },
    };
    const settings = { "fixture-login:port": String(server.port) };
    temporary = await openTemporary("login", {
      values: {
        dev: { secrets: () => ({ "fixture-login:password": () => server.password }), overrides: settings },
      },
      backends: { postgresql: backend },
    });
  });
  afterAll(async () => {
    temporary.dispose();
    await server.stop();
  });

  const pulumi = (...args: readonly string[]) => runOnDev(temporary, [server.password], ...args);
  const up = async () => {
    const args = ["up", "--yes", "--skip-preview", "--stack", "dev", "--non-interactive"];
    const { code, stdout, stderr } = await temporary.sandbox.run(args, { env: CHECKPOINTS });
    return { code, output: `${stdout}${stderr}` };
  };

  const made = () =>
    server.sql("postgres", "SELECT rolconnlimit AS most FROM pg_roles WHERE rolname = 'library_app'");

  it("leaves a lock and a login that the next one refuses, and is finished after the remedy", async () => {
    expect((await up()).code).not.toBe(0);
    expect(await made()).toHaveLength(1);
    expect((await up()).output).toContain("the stack is currently locked");
    expect((await pulumi("cancel", "--yes")).code).toBe(0);

    const refused = await up();
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('role "library_app" already exists (42710)');
    const [remedy = "none"] = /DROP ROLE "\w+"/.exec(refused.output) ?? [];
    await server.sql("postgres", remedy);

    const last = await up();
    expect(last.code, last.output).toBe(0);
    const same = await pulumi("preview", "--expect-no-changes");
    expect(same.code, same.output).toBe(0);
    expect(await made()).toEqual([{ most: 7 }]);
  });
});
