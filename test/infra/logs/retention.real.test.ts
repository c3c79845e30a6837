import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../infra/catalog";
import { LogRetention } from "../../../infra/components/log-retention";
import { storeDocuments } from "../../../infra/logs/store-documents";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { makeCertificate, type Certificate } from "../../../sandbox/servers/certificate";
import { collectorImage } from "../../../sandbox/servers/image";
import { jobFromCronJob, runPod, type PodResult } from "../../../sandbox/servers/pod-runner";
import { describeReal } from "../../support/describe-real";
import { declared } from "../../support/pulumi-mocks";
import { fromConfig } from "../../support/workload-fixture";
import { logSettings, manifestsOf } from "./declared-logs";
import { startLogStore, type LogStore } from "./log-store";
import type { Reply } from "./store-api";

const PASSWORD = "keeper-pass-1";
const DAY = 86_400_000;
const ISM = "_plugins/_ism/policies/lifeboat-logs-7d";

/** An index of a day of logs, and how many days ago the store made it. */
const index = (service: string, daysAgo: number): Readonly<Record<string, number>> => ({
  [`lifeboat-${service}-2026.03.05`]: Date.now() - daysAgo * DAY,
});
const reply = (status: number, type: string, headers: Reply["headers"] = {}): Reply => ({
  status,
  text: JSON.stringify({ error: { type, reason: "made up" }, status }),
  headers,
});

const event = z.looseObject({
  time: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  level: z.enum(["info", "warn", "error"]),
  job: z.literal("log-retention"),
  event: z.string(),
  message: z.string(),
});

/** How a run ended, and what it told. */
interface Run {
  readonly result: PodResult;
  readonly events: readonly z.infer<typeof event>[];
}

describeReal("the retention job as declared", ["root", "unshare"], () => {
  const folder = temporaryDirectory("log-retention");
  let [certificate, other]: Certificate[] = [];
  let store: LogStore;

  beforeAll(async () => {
    const make = async (name: string): Promise<Certificate> => {
      const own = path.join(folder.path, name);
      mkdirSync(own);
      return makeCertificate(own);
    };
    [certificate, other] = [await make("own"), await make("other")];
  });
  beforeEach(async () => {
    store = await startLogStore(certificate ?? expect.fail());
  });
  afterEach(() => store.close());
  afterAll(() => {
    folder.remove();
  });

  /** A run of the CronJob, asking the store on this machine with less patience; objects may be changed as text. */
  async function run(
    change: (objects: string) => string = (objects) => objects,
    authority = certificate,
  ): Promise<Run> {
    const { resources } = await declared(
      () =>
        new LogRetention("log-retention", {
          services,
          config: logSettings(store.port, authority),
          password: PASSWORD,
          secretSource: fromConfig,
        }),
    );
    const all = (kind: string, apiVersion: string): readonly object[] =>
      manifestsOf(resources, kind, apiVersion);
    const text = JSON.stringify([...all("core/v1:ConfigMap", "v1"), ...all("core/v1:Secret", "v1")]);
    const quick = text
      .replace('\\"requestSeconds\\": 30', '\\"requestSeconds\\": 1')
      .replace('\\"pauseSeconds\\": 1', '\\"pauseSeconds\\": 0.02');
    expect(quick.length).toBe(text.length + 2);
    const [cronJob] = all("batch/v1:CronJob", "batch/v1");
    const result = await runPod({
      manifest: jobFromCronJob(cronJob),
      objects: z.array(z.unknown()).parse(JSON.parse(change(quick))),
      image: collectorImage(),
    }).done;
    const lines = result.stdout.trim().split("\n");
    expect(result.stderr).toBe("");
    expect(result.stdout).not.toContain(PASSWORD);
    return { result, events: lines.map((line) => event.parse(JSON.parse(line))) };
  }

  /** A run that ends with this exit code, and its one error where it is not 0. */
  async function ends(code: number, ...how: Parameters<typeof run>): Promise<Run["events"][number]> {
    const { result, events } = await run(...how);
    expect(result.exitCode, result.stdout).toBe(code);
    const errors = events.filter(({ level }) => level === "error");
    expect(errors.length, result.stdout).toBe(code === 0 ? 0 : 1);
    const last = events.at(-1) ?? expect.fail("nothing was told");
    if (code !== 0) expect(last).toMatchObject({ level: "error", exitCode: code });
    return last;
  }

  it("tells Elasticsearch all of its documents, as its own login, and again without a change", async () => {
    store.api.indices = index("kyb-platform", 1);
    const { result, events } = await run();
    expect(result.exitCode, result.stdout).toBe(0);
    expect(events.map((each) => each.event)).toEqual(["documents_told", "retention_proved"]);
    expect(events[1]).toMatchObject({ indices: 1, oldestDays: 1 });
    const wanted = storeDocuments("elasticsearch", services);
    expect(Object.fromEntries(store.api.documents)).toEqual(wanted);
    expect(store.authorization).toBe(
      `Basic ${Buffer.from(`lifeboat-retention:${PASSWORD}`).toString("base64")}`,
    );
    expect(result.peakRssBytes).toBeLessThan(result.memoryLimitBytes ?? 0);
    await ends(0);
    expect(Object.fromEntries(store.api.documents)).toEqual(wanted);
  });

  describe("with OpenSearch", () => {
    beforeEach(() => {
      store.api.kind = "opensearch";
    });
    const days = (): unknown => {
      const [state] = z
        .array(z.looseObject({ transitions: z.array(z.object({ conditions: z.unknown() })) }))
        .parse(store.api.policies.get(ISM)?.policy["states"]);
      return state?.transitions[0]?.conditions;
    };

    it("makes policies and templates, and leaves policies that are as they should be", async () => {
      await ends(0);
      expect(days()).toEqual({ min_index_age: "7d" });
      expect(store.api.policies.size).toBe(2);
      expect([...store.api.documents.keys()]).toEqual(
        services.map(({ id }) => `_index_template/lifeboat-${id}`),
      );
      const before = new Map(store.api.policies);
      await ends(0);
      expect(store.api.policies).toEqual(before);
      expect(store.asked.filter((each) => each === `PUT /${ISM}`)).toHaveLength(1);
    });

    it("takes a policy back that somebody changed, naming the version that it read", async () => {
      await ends(0);
      const held = store.api.policies.get(ISM) ?? expect.fail("no policy");
      store.api.change(ISM, { ...held.policy, states: [] });
      const { events } = await run();
      expect(events[0]).toMatchObject({ event: "documents_told", changed: [ISM] });
      expect(days()).toEqual({ min_index_age: "7d" });
    });

    it("reads again where somebody writes between its reading and its writing", async () => {
      let others = 2;
      store.obstacle = (method, url) => {
        if (method === "PUT" && url === `/${ISM}` && others > 0) {
          others -= 1;
          store.api.change(ISM, { policy_id: "another", states: [] });
        }
        return undefined;
      };
      await ends(0);
      expect(store.asked.filter((each) => each === `PUT /${ISM}`)).toHaveLength(3);
      expect(days()).toEqual({ min_index_age: "7d" });
    });

    it("gives up where somebody always does", async () => {
      store.obstacle = (method, url) => {
        if (method === "PUT" && url === `/${ISM}`) store.api.change(ISM, { policy_id: "another" });
        return undefined;
      };
      expect(await ends(1)).toMatchObject({ event: "policy_contended" });
    });

    it("says for an index that is too old how OpenSearch gives it its policy", async () => {
      store.api.indices = index("kyb-platform", 33);
      expect((await ends(1))["remedy"]).toMatch(/_plugins\/_ism\/change_policy/);
    });
  });

  it("names every index that is older than its service's retention and two days, and no other", async () => {
    store.api.indices = {
      ...index("kyb-platform", 32.1),
      ...index("tasks-app", 31.9),
      ...index("dotmac-platform", 9.1),
      "lifeboat-dotmac-platform-2026.03.06": Date.now() - 8.9 * DAY,
      ...index("no-service-any-more", 32.2),
      "lifeboat-notes": 0,
      "another-kyb-platform-2026.03.05": 0,
    };
    const told = await ends(1);
    expect(told).toMatchObject({
      event: "logs_too_old",
      message: "3 of 6 indices are older than they may be",
      indices: [
        { index: "lifeboat-dotmac-platform-2026.03.05", ageDays: 9.1, limitDays: 9 },
        { index: "lifeboat-kyb-platform-2026.03.05", ageDays: 32.1, limitDays: 32 },
        { index: "lifeboat-no-service-any-more-2026.03.05", ageDays: 32.2, limitDays: 32 },
      ],
    });
    expect(told["remedy"]).toContain("_ilm/explain");
    store.api.indices = { ...index("kyb-platform", 31.9), ...index("dotmac-platform", 8.9) };
    expect(await ends(0)).toMatchObject({ indices: 2, oldestDays: 31.9 });
  });

  it.each([401, 403])("leaves with 5 where the store answers %d, at once", async (status) => {
    store.obstacle = () => ({ reply: reply(status, "security_exception") });
    const told = await ends(5);
    expect(told).toMatchObject({ event: "store_denied" });
    expect(told.message).toContain("security_exception");
    expect(store.asked).toEqual(["GET /"]);
  });

  it("leaves with 5 where the login may do all but see the indices", async () => {
    store.obstacle = (_method, url) =>
      url.includes("_settings") ? { reply: reply(403, "security_exception") } : undefined;
    expect(await ends(5)).toMatchObject({ event: "store_denied" });
    expect(store.api.documents.size).toBeGreaterThan(services.length);
  });

  it.each([
    ["answers 429 and when to come again", { reply: reply(429, "busy", { "Retry-After": "1" }) }],
    ["answers 503", { reply: reply(503, "busy") }],
    ["answers in words of a gateway", { reply: { status: 200, text: "<html>soon</html>" } }],
    ["takes too long", { lateMilliseconds: 3000 }],
  ] as const)("comes again where the store %s", async (_how, obstacle) => {
    let times = 2;
    store.obstacle = (method) => {
      times -= method === "PUT" ? 1 : 0;
      return method === "PUT" && times >= 0 ? obstacle : undefined;
    };
    const { result, events } = await run();
    expect(result.exitCode, result.stdout).toBe(0);
    const waits = events.filter((each) => each.event === "store_waited_for");
    expect(waits).toHaveLength(2);
    if ("reply" in obstacle && obstacle.reply.status === 429) {
      expect(waits[0]?.message).toContain("next attempt in 1 s");
      expect(result.durationMs).toBeGreaterThan(2000);
    }
  });

  it("gives up on a store that stays unwell, after six tries", async () => {
    store.obstacle = () => ({ reply: reply(500, "broken") });
    expect(await ends(1)).toMatchObject({ event: "store_unavailable" });
    expect(store.asked).toHaveLength(6);
  });

  it("gives up on a store that is away", async () => {
    await store.close();
    const told = await ends(1);
    expect(told.message).toMatch(/refused, 6 times/);
  });

  it("leaves with 6 where the store refuses a document", async () => {
    store.obstacle = (_method, url) =>
      url.startsWith("/_ilm") ? { reply: reply(400, "illegal_argument_exception") } : undefined;
    const told = await ends(6);
    expect(told.message).toMatch(/^PUT _ilm\/policy\/lifeboat-logs-\d+d: status 400 \(illegal_argument/);
  });

  it("leaves with 6 where the address is that of something else", async () => {
    store.obstacle = () => ({ reply: { status: 200, text: '{"hello":"world"}' } });
    expect(await ends(6)).toMatchObject({ event: "store_unknown" });
  });

  it("follows no redirect, which would carry the login away", async () => {
    store.obstacle = (_method, url) =>
      url === "/" ? { reply: reply(307, "moved", { Location: "/elsewhere" }) } : undefined;
    expect(await ends(6)).toMatchObject({ event: "store_refused" });
    expect(store.asked).toEqual(["GET /"]);
  });

  it("trusts no other authority's certificate", async () => {
    expect(await ends(6, undefined, other)).toMatchObject({ event: "certificate_refused" });
    expect(store.asked).toEqual([]);
  });

  it.each([
    ["documents are missing", '"documents.json"', '"forgotten.json"', "file_unreadable"],
    ["settings are no JSON", '"settings.json":"{', '"settings.json":"', "file_unreadable"],
    ["password is missing", '"password":', '"forgotten":', "password_missing"],
    ["authority is no certificate", "-----BEGIN", "-----BEGUN", "authority_unreadable"],
  ])("leaves with 6 where its %s", async (_what, from, to, told) => {
    const change = (objects: string): string => {
      expect(objects).toContain(from);
      return objects.replace(from, to);
    };
    expect(await ends(6, change)).toMatchObject({ event: told });
    expect(store.asked).toEqual([]);
  });
});
