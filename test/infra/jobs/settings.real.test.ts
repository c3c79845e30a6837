import path from "node:path";
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { describeReal } from "../../support/describe-real";
import { shopSettings } from "./settings";

const FILTER = path.resolve(__dirname, "../../../infra/jobs/settings.jq");
const place = { bucket: "shop-backups", region: "us-east-1", endpointUrl: null };
const good = shopSettings(place, `age1${"q".repeat(58)}`);

const cdn = {
  apiUrl: "https://api.cloudflare.com/client/v4",
  zoneId: "0".repeat(32),
  scope: "files",
  files: ["https://cdn.example.com/logo.png"],
  expectStatuses: ["MISS", "HIT"],
  intervalSeconds: 5,
};

const gate = {
  schemas: ["public"],
  extensions: ["pgcrypto"],
  secrets: ["DATABASE_URL"],
  files: [{ name: "api.features.json", format: "json", flags: ["late_fees"] }],
};

/** The faults that the jobs find in the settings with this change, a line each. */
function faults(change: Readonly<Record<string, unknown>>): string[] {
  const { stdout, stderr, status } = spawnSync("/usr/bin/jq", ["-r", "-f", FILTER], {
    input: JSON.stringify({ ...good, ...change }),
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout.split("\n").filter((line) => line !== "");
}

describeReal("settings.jq", ["jq"], () => {
  it("finds nothing in good settings", () => {
    expect(faults({})).toEqual([]);
    const urls = [
      { url: "https://dr.example.com/health", contains: null },
      { url: "http://10.0.0.1:8080/", contains: '"status":"healthy"' },
    ];
    expect(faults({ peerHealth: urls, ownHealth: urls })).toEqual([]);
  });

  it("finds nothing wrong with a CDN, or with none", () => {
    expect(faults({ cdn })).toEqual([]);
    expect(faults({ cdn: { ...cdn, scope: "everything", intervalSeconds: 0 } })).toEqual([]);
    expect(faults({ cdn: null })).toEqual([]);
  });

  it("finds nothing wrong with a gate, or with none", () => {
    expect(faults({ gate })).toEqual([]);
    expect(faults({ gate: { ...gate, extensions: [], secrets: [], files: [] } })).toEqual([]);
    expect(faults({ gate: null })).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["no schema", { schemas: [] }],
    ["an extension that is no name", { extensions: ["a b"] }],
    ["a secret outside of its directory", { secrets: ["../x"] }],
    ["a file of another format", { files: [{ name: "a", format: "toml", flags: [] }] }],
    ["a file without flags", { files: [{ name: "a", format: "json" }] }],
  ])("refuses a gate with %s", (_what, change) => {
    const found = faults({ gate: { ...gate, ...change } });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^gate is .*, wanted null or \{schemas/);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["no URL of the API", { apiUrl: "api.cloudflare.com" }],
    ["a zone by its name", { zoneId: "example.com" }],
    ["another scope", { scope: "some" }],
    ["no file", { files: [] }],
    ["a path alone", { files: ["/logo.png"] }],
    ["nothing to expect", { expectStatuses: [] }],
    ["a status that is none", { expectStatuses: ["miss"] }],
    ["half a second", { intervalSeconds: 0.5 }],
  ])("refuses a CDN with %s", (_what, change) => {
    const found = faults({ cdn: { ...cdn, ...change } });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^cdn is .*, wanted null or \{apiUrl/);
  });

  it.each([
    ["peer", { peer: undefined }, ["peer.bucket is null", "peer.region is null"]],
    ["peer's bucket", { peer: { ...place, bucket: "A" } }, ["peer.bucket is"]],
    ["peer's endpoint", { peer: { ...place, endpointUrl: "s3" } }, ["peer.endpointUrl is"]],
    ["application's role", { appRole: "Shop App" }, ["appRole is"]],
    ["jobs' roles when there are none", { jobRoles: [] }, ["jobRoles is []"]],
    ["jobs' roles when one is no name", { jobRoles: ["shop_backup", "a; b"] }, ["jobRoles is"]],
    ["jobs' roles when they are no list", { jobRoles: { a: "shop" } }, ["jobRoles is"]],
    [
      "health URLs when missing",
      { peerHealth: undefined, ownHealth: undefined },
      ["peerHealth", "ownHealth"],
    ],
    ["scheme of a URL", { peerHealth: [{ url: "file:///etc/passwd", contains: null }] }, ["peerHealth is"]],
    ["host of a URL", { ownHealth: [{ url: "https:///health", contains: null }] }, ["ownHealth is"]],
    [
      "objectives when missing",
      { objectives: undefined },
      ["objectives.rpoMinutes is null", "objectives.rtoMinutes is null"],
    ],
    [
      "objectives when they are no minutes",
      { objectives: { rpoMinutes: "1h", rtoMinutes: 0 } },
      ['objectives.rpoMinutes is "1h"', "objectives.rtoMinutes is 0"],
    ],
    ["wanted text", { ownHealth: [{ url: "https://a/health", contains: "" }] }, ["ownHealth is"]],
  ])("names the %s", (_what, change, wanted) => {
    const found = faults(change);
    expect(found).toHaveLength(wanted.length);
    for (const [index, text] of wanted.entries()) expect(found[index]).toContain(text);
  });

  it("names every fault at once", () => {
    const change = { appRole: 1, jobRoles: 1, peer: { ...place, region: "" }, ownHealth: 1, peerHealth: "x" };
    expect(faults(change).map((line) => line.split(" ")[0])).toEqual([
      "peer.region",
      "appRole",
      "jobRoles",
      "peerHealth",
      "ownHealth",
    ]);
  });
});
