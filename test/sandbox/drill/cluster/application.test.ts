import { afterEach, describe, expect, it } from "vitest";
import {
  type Application,
  type ApplicationOptions,
  startApplication,
} from "../../../../sandbox/drill/cluster/application";

const started: Application[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((application) => application.stop()));
});

async function start(options: Partial<ApplicationOptions> = {}): Promise<Application> {
  const application = await startApplication({ namespace: "kyb", name: "api", ...options });
  started.push(application);
  return application;
}

async function ask(
  { port }: Application,
  path: string,
  init: RequestInit = {},
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, init);
  return { status: response.status, body: await response.json() };
}

const row = (seq: unknown): RequestInit => ({ method: "POST", body: JSON.stringify({ seq }) });

/** A database that notes what it is told, and fails while it is `broken`. */
function fakeDatabase() {
  const statements: unknown[] = [];
  const state = { broken: false, ended: false };
  const database = {
    query: (text: string, values?: readonly unknown[]) => {
      statements.push([text, values]);
      return state.broken ? Promise.reject(new Error("connection refused")) : Promise.resolve();
    },
    end: () => {
      state.ended = true;
      return Promise.resolve();
    },
  };
  return { database, statements, state };
}

describe("an application with a database", () => {
  it("is healthy while the database answers", async () => {
    const { database, state } = fakeDatabase();
    const application = await start({ database });
    expect(await ask(application, "/any/path")).toEqual({
      status: 200,
      body: { status: "healthy", side: "kyb", workload: "api" },
    });
    state.broken = true;
    expect(await ask(application, "/health")).toEqual({
      status: 503,
      body: { status: "down", reason: "connection refused" },
    });
    state.broken = false;
    expect((await ask(application, "/health")).status).toBe(200);
  });

  it("acknowledges a row when it is written, and not before", async () => {
    const { database, statements, state } = fakeDatabase();
    const application = await start({ database });
    expect(await ask(application, "/drill/rows", row(7))).toEqual({
      status: 201,
      body: { seq: 7, side: "kyb" },
    });
    expect(statements).toEqual([
      ["INSERT INTO public.lifeboat_drill_rows(seq, side) VALUES ($1, $2)", [7, "kyb"]],
    ]);
    state.broken = true;
    expect((await ask(application, "/drill/rows", row(8))).status).toBe(503);
  });

  it("refuses what is no row, and what it does not know", async () => {
    const { database, statements } = fakeDatabase();
    const application = await start({ database });
    for (const init of [row("7"), row(-1), row(1.5), { method: "POST", body: "{" }]) {
      expect((await ask(application, "/drill/rows", init)).status).toBe(400);
    }
    expect((await ask(application, "/other", row(7))).status).toBe(404);
    expect(statements).toEqual([]);
  });

  it("answers no more after it has stopped, and has ended its sessions", async () => {
    const { database, state } = fakeDatabase();
    const application = await start({ database });
    await application.stop();
    expect(state.ended).toBe(true);
    await expect(ask(application, "/health")).rejects.toThrow();
    started.length = 0;
  });
});

describe("an application without a database", () => {
  it("is healthy and takes no rows", async () => {
    const application = await start();
    expect((await ask(application, "/")).status).toBe(200);
    expect((await ask(application, "/drill/rows", row(7))).status).toBe(503);
  });
});

describe("a proxy", () => {
  it("passes everything on, whatever the answer is", async () => {
    const { database, state } = fakeDatabase();
    const api = await start({ database });
    const proxy = await start({ name: "nginx", upstream: () => api.port });
    expect(await ask(proxy, "/health")).toMatchObject({ status: 200, body: { workload: "api" } });
    expect(await ask(proxy, "/drill/rows", row(9))).toMatchObject({ status: 201, body: { seq: 9 } });
    state.broken = true;
    expect((await ask(proxy, "/health")).status).toBe(503);
  });

  it("answers 502 when nobody stands behind it", async () => {
    const gone = await start();
    await gone.stop();
    expect((await ask(await start({ upstream: () => undefined }), "/")).status).toBe(502);
    expect((await ask(await start({ upstream: () => gone.port }), "/", row(1))).status).toBe(502);
    started.splice(started.indexOf(gone), 1);
  });
});
