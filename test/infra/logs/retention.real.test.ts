import { expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { storeDocuments } from "../../../infra/logs/store-documents";
import { describeReal, POD } from "../../support/describe-real";
import { DAY, index, PASSWORD, RetentionKit } from "./retention-kit";
import type { Reply } from "./store-api";

const reply = (status: number, type: string, headers: Reply["headers"] = {}): Reply => ({
  status,
  text: JSON.stringify({ error: { type, reason: "made up" }, status }),
  headers,
});

describeReal("the retention job as declared", [...POD, "log-image"], () => {
  const kit = new RetentionKit();

  it("tells Elasticsearch all of its documents, as its own login, and again without a change", async () => {
    kit.store.api.indices = index("kyb-platform", 1);
    const { result, events } = await kit.run();
    expect(result.exitCode, result.stdout).toBe(0);
    expect(events.map((each) => each.event)).toEqual(["documents_put", "retention_proved"]);
    expect(events[1]).toMatchObject({ indices: 1, oldestDays: 1 });
    const wanted = storeDocuments("elasticsearch", services);
    expect(Object.fromEntries(kit.store.api.documents)).toEqual(wanted);
    expect(kit.store.authorization).toBe(
      `Basic ${Buffer.from(`lifeboat-retention:${PASSWORD}`).toString("base64")}`,
    );
    // Within its limits, which the kernel holds it to.
    expect(result.reason).toBe("Completed");
    await kit.ends(0);
    expect(Object.fromEntries(kit.store.api.documents)).toEqual(wanted);
  });

  it("names every index that is older than its service's retention and two days, and no other", async () => {
    kit.store.api.indices = {
      ...index("kyb-platform", 32.1),
      ...index("tasks-app", 31.9),
      ...index("dotmac-platform", 9.1),
      "lifeboat-dotmac-platform-2026.03.06": Date.now() - 8.9 * DAY,
      ...index("no-service-any-more", 32.2),
      "lifeboat-notes": 0,
      "another-kyb-platform-2026.03.05": 0,
    };
    const logged = await kit.ends(1);
    expect(logged).toMatchObject({
      event: "logs_too_old",
      message: "3 of 6 indices are older than they may be",
      indices: [
        { index: "lifeboat-dotmac-platform-2026.03.05", ageDays: 9.1, limitDays: 9 },
        { index: "lifeboat-kyb-platform-2026.03.05", ageDays: 32.1, limitDays: 32 },
        { index: "lifeboat-no-service-any-more-2026.03.05", ageDays: 32.2, limitDays: 32 },
      ],
    });
    expect(logged["remedy"]).toContain("_ilm/explain");
    kit.store.api.indices = { ...index("kyb-platform", 31.9), ...index("dotmac-platform", 8.9) };
    expect(await kit.ends(0)).toMatchObject({ indices: 2, oldestDays: 31.9 });
  });

  it.each([401, 403])("leaves with 5 where the store answers %d, at once", async (status) => {
    kit.store.obstacle = () => ({ reply: reply(status, "security_exception") });
    const logged = await kit.ends(5);
    expect(logged).toMatchObject({ event: "store_denied" });
    expect(logged.message).toContain("security_exception");
    expect(kit.store.asked).toEqual(["GET /"]);
  });

  it("leaves with 5 where the login may do all but see the indices", async () => {
    kit.store.obstacle = (_method, url) =>
      url.includes("_settings") ? { reply: reply(403, "security_exception") } : undefined;
    expect(await kit.ends(5)).toMatchObject({ event: "store_denied" });
    expect(kit.store.api.documents.size).toBeGreaterThan(services.length);
  });

  it.each([
    ["answers 429 and when to come again", { reply: reply(429, "busy", { "Retry-After": "1" }) }],
    ["answers 503", { reply: reply(503, "busy") }],
    ["answers in words of a gateway", { reply: { status: 200, text: "<html>soon</html>" } }],
    ["takes too long", { lateMilliseconds: 3000 }],
  ] as const)("comes again where the store %s", async (_how, obstacle) => {
    let times = 2;
    kit.store.obstacle = (method) => {
      times -= method === "PUT" ? 1 : 0;
      return method === "PUT" && times >= 0 ? obstacle : undefined;
    };
    const { result, events } = await kit.run();
    expect(result.exitCode, result.stdout).toBe(0);
    const waits = events.filter((each) => each.event === "store_waited_for");
    expect(waits).toHaveLength(2);
    if ("reply" in obstacle && obstacle.reply.status === 429) {
      expect(waits[0]?.message).toContain("next attempt in 1 s");
      const [first, last] = [waits[0], events.at(-1)].map((each) => Date.parse(each?.time ?? ""));
      expect((last ?? 0) - (first ?? 0), result.stdout).toBeGreaterThanOrEqual(2000);
    }
  });

  it("gives up on a store that stays unwell, after six tries", async () => {
    kit.store.obstacle = () => ({ reply: reply(500, "broken") });
    expect(await kit.ends(1)).toMatchObject({ event: "store_unavailable" });
    expect(kit.store.asked).toHaveLength(6);
  });

  it("gives up on a store that is down", async () => {
    await kit.away();
    const logged = await kit.ends(1);
    expect(logged.message).toMatch(/refused, 6 times/);
  });

  it("leaves with 6 where the store refuses a document", async () => {
    kit.store.obstacle = (_method, url) =>
      url.startsWith("/_ilm") ? { reply: reply(400, "illegal_argument_exception") } : undefined;
    const logged = await kit.ends(6);
    expect(logged.message).toMatch(/^PUT _ilm\/policy\/lifeboat-logs-\d+d: status 400 \(illegal_argument/);
  });

  it("leaves with 6 where the address is that of something else", async () => {
    kit.store.obstacle = () => ({ reply: { status: 200, text: '{"hello":"world"}' } });
    expect(await kit.ends(6)).toMatchObject({ event: "store_unknown" });
  });

  it("follows no redirect, which would carry the login away", async () => {
    kit.store.obstacle = (_method, url) =>
      url === "/" ? { reply: reply(307, "moved", { Location: "/elsewhere" }) } : undefined;
    expect(await kit.ends(6)).toMatchObject({ event: "store_refused" });
    expect(kit.store.asked).toEqual(["GET /"]);
  });

  it("trusts no other authority's certificate", async () => {
    expect(await kit.ends(6, undefined, kit.otherCertificate)).toMatchObject({
      event: "certificate_refused",
    });
    expect(kit.store.asked).toEqual([]);
  });

  it.each([
    ["documents are missing", '"documents.json"', '"forgotten.json"', "file_unreadable"],
    ["settings are no JSON", '"settings.json":"{', '"settings.json":"', "file_unreadable"],
    ["password is missing", '"password":', '"forgotten":', "password_missing"],
    ["authority is no certificate", "-----BEGIN", "-----BEGUN", "authority_unreadable"],
  ])("leaves with 6 where its %s", async (_what, from, to, logged) => {
    const change = (objects: string): string => {
      expect(objects).toContain(from);
      return objects.replace(from, to);
    };
    expect(await kit.ends(6, change)).toMatchObject({ event: logged });
    expect(kit.store.asked).toEqual([]);
  });
});
