import path from "node:path";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { describeReal } from "../../support/describe-real";
import { shopSettings } from "./settings";

const JOBS = path.resolve(__dirname, "../../../infra/jobs");
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

/** What the jobs' check makes of a settings file. */
function check(input: string, schema = path.join(JOBS, "settings.schema.json")) {
  const args = ["-rs", "--slurpfile", "schema", schema, "-f", path.join(JOBS, "settings.jq")];
  return spawnSync("/usr/bin/jq", args, { input, encoding: "utf8" });
}

/** The faults that the jobs find in the settings with this change, a line each. */
function faults(change: Readonly<Record<string, unknown>>): string[] {
  const { stdout, stderr, status } = check(JSON.stringify({ ...good, ...change }));
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

  it("finds nothing wrong with a CDN", () => {
    expect(faults({ cdn })).toEqual([]);
    expect(faults({ cdn: { ...cdn, scope: "everything", intervalSeconds: 0 } })).toEqual([]);
  });

  it("finds nothing wrong with a gate", () => {
    expect(faults({ gate })).toEqual([]);
    expect(faults({ gate: { ...gate, extensions: [], secrets: [], files: [] } })).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["no schema", { schemas: [] }, "gate.schemas is [], must be at least one schema"],
    ["an extension that is no name", { extensions: ["a b"] }, 'gate.extensions.0 is "a b", must be a name'],
    ["a secret outside of its directory", { secrets: ["../x"] }, 'gate.secrets.0 is "../x", must be a name'],
    [
      "a file of another format",
      { files: [{ name: "a", format: "toml", flags: [] }] },
      'gate.files.0.format is "toml", must be json or text',
    ],
    [
      "a file without flags",
      { files: [{ name: "a", format: "json" }] },
      "gate.files.0.flags is missing, must be a list of feature flags",
    ],
  ])("refuses a gate with %s", (_what, change, wanted) => {
    expect(faults({ gate: { ...gate, ...change } })).toEqual([expect.stringContaining(wanted)]);
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["no URL of the API", { apiUrl: "api.cloudflare.com" }, "cdn.apiUrl is"],
    [
      "a zone by its name",
      { zoneId: "example.com" },
      'zoneId is "example.com", must be 32 hexadecimal digits',
    ],
    ["another scope", { scope: "some" }, 'cdn.scope is "some", must be everything or files'],
    ["no file", { files: [] }, "cdn.files is [], must be at least one URL"],
    ["a path alone", { files: ["/logo.png"] }, "cdn.files.0 is"],
    ["no status to expect", { expectStatuses: [] }, "cdn.expectStatuses is []"],
    ["a status that is none", { expectStatuses: ["miss"] }, "cdn.expectStatuses.0 is"],
    ["half a second", { intervalSeconds: 0.5 }, "cdn.intervalSeconds is 0.5, must be whole seconds"],
  ])("refuses a CDN with %s", (_what, change, wanted) => {
    expect(faults({ cdn: { ...cdn, ...change } })).toEqual([expect.stringContaining(wanted)]);
  });

  it.each([
    ["peer", { peer: undefined }, ["peer is missing, must be a JSON object"]],
    ["peer's bucket", { peer: { ...place, bucket: "A" } }, ['peer.bucket is "A", must be a bucket']],
    ["peer's endpoint", { peer: { ...place, endpointUrl: "s3" } }, ["peer.endpointUrl is"]],
    ["application's role", { appRole: "Shop App" }, ["appRole is"]],
    [
      "application's role when a line feed follows it",
      { appRole: "shop_app\n" },
      ['appRole is "shop_app\\n"'],
    ],
    ["jobs' roles when there are none", { jobRoles: [] }, ["jobRoles is []"]],
    ["jobs' roles when one is no name", { jobRoles: ["shop_backup", "a; b"] }, ['jobRoles.1 is "a; b"']],
    ["jobs' roles when they are no list", { jobRoles: { a: "shop" } }, ["jobRoles is"]],
    [
      "health URLs when missing",
      { peerHealth: undefined, ownHealth: undefined },
      ["peerHealth is missing", "ownHealth is missing"],
    ],
    [
      "scheme of a URL",
      { peerHealth: [{ url: "file:///etc/passwd", contains: null }] },
      ["peerHealth.0.url is"],
    ],
    ["host of a URL", { ownHealth: [{ url: "https:///health", contains: null }] }, ["ownHealth.0.url is"]],
    ["objectives when missing", { objectives: undefined }, ["objectives is missing"]],
    [
      "objectives when they are no minutes",
      { objectives: { rpoMinutes: "1h", rtoMinutes: 0 } },
      ['objectives.rpoMinutes is "1h"', "objectives.rtoMinutes is 0, must be minutes, more than 0"],
    ],
    ["wanted text", { ownHealth: [{ url: "https://a/health", contains: "" }] }, ["ownHealth.0.contains is"]],
    [
      "tier of safety backups",
      { tiers: [{ name: "safety", period: "run", lockDays: 1 }] },
      ["tiers.0.name is"],
    ],
    [
      "tier's time, days and period",
      { tiers: [{ name: "a", period: "year", notBefore: "24:00", lockDays: -1 }] },
      ["tiers.0.period is", "tiers.0.notBefore is", "tiers.0.lockDays is -1, must be whole days"],
    ],
    ["service when it is null", { service: null }, ["service is null"]],
  ])("names the %s", (_what, change, wanted) => {
    expect(faults(change)).toEqual(wanted.map((text): unknown => expect.stringContaining(text)));
  });

  it.each([
    ["a list", "[]", "the file is [], must be a JSON object\n"],
    ["empty", "", "the file has 0 JSON documents, must have one\n"],
    ["two documents", "{} {}", "the file has 2 JSON documents, must have one\n"],
  ])("refuses a file that is %s", (_what, input, wanted) => {
    expect(check(input)).toMatchObject({ stdout: wanted, status: 0 });
  });

  it("fails at what is not JSON, and at a keyword that it does not know", () => {
    expect(check("{").status).not.toBe(0);
    const directory = temporaryDirectory("settings");
    const schema = path.join(directory.path, "schema.json");
    writeFileSync(schema, JSON.stringify({ type: "object", maxProperties: 1 }));
    const { status, stderr } = check("{}", schema);
    directory.remove();
    expect(status).not.toBe(0);
    expect(stderr).toContain("keyword maxProperties is not known");
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
