import { describe, expect, it } from "vitest";
import { tasksApp } from "../../../infra/catalog/tasks-app";
import type { CdnPurge, Service } from "../../../infra/catalog/types";
import { things } from "./broken";

const service: Service = tasksApp;
const purged = (change: Partial<CdnPurge>): Service => ({ ...service, cdn: { ...tasksApp.cdn, ...change } });

describe("a CDN purge", () => {
  it.each<[string, Partial<CdnPurge>, string]>([
    ["a host that is no domain of the service", { host: "cdn.elsewhere.example" }, "host"],
    ["a host that serves no CDN", { host: "api.tasks-app.example" }, "host"],
    ["no file to prove it by", { files: [] }, "files"],
    ["a relative path", { files: ["/logo.png", "app.js"] }, "files"],
    ["a path with a blank", { files: ["/my logo.png"] }, "files"],
    ["nothing to expect", { expectStatuses: [] }, "expectStatuses"],
    ["a status that Cloudflare does not know", { expectStatuses: ["MISS", "hit"] }, "expectStatuses"],
    ["half a second", { intervalSeconds: 0.5 }, "intervalSeconds"],
    ["a wait that outlasts the job", { intervalSeconds: 31 }, "intervalSeconds"],
  ])("refuses %s", (_what, change, field) => {
    expect(things(purged(change))).toEqual([`tasks-app: cdn: ${field}`]);
  });

  it("takes files alone, asked at once", () => {
    const change = { scope: "files", files: ["/a.js", "/b?v=1"], intervalSeconds: 0 } as const;
    expect(things(purged(change))).toEqual([]);
  });

  it("names every fault at once", () => {
    expect(things(purged({ files: ["a", "b"], expectStatuses: [] }))).toHaveLength(3);
  });
});
