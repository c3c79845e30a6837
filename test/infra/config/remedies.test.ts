import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { checkAll } from "../../../infra/config";
import { factsOf } from "../../../infra/config/schema";
import { partsOf, remedyOf } from "../../../infra/config/schema/key-facts";
import { keys } from "../../../infra/config/schema";
import { parse, stored } from "./parsing";
import { validRaw } from "./valid";

/** Problems of the valid config with a change, as `thing: value` and the remedy. */
const problems = (change: Record<string, unknown>, without: readonly string[] = []) =>
  checkAll(parse(change, without), services).map(({ thing, value, remedy }) => [
    `${thing.replace("config lifeboat:", "")}: ${value}`,
    remedy,
  ]);

/** What a shell says of a remedy that it cannot take; empty for a good one. */
const refusedByShell = (remedy: string): string =>
  spawnSync("bash", ["-n", "-c", remedy], { encoding: "utf8" }).stderr;

/** A command of Pulumi's and nothing after it but a comment. */
const COMMAND =
  /^pulumi config (rm|set( --secret)?)( --path)? ('lifeboat:[^']+'|lifeboat:\S+)( (?!#)('[^']*'|< \S+|[^\s,;]+))?( # .*)?$/;

/** Whether a remedy that names a command is one, or several joined by &&. */
const isPasted = (remedy: string): boolean =>
  !remedy.startsWith("pulumi ") || remedy.split(" && ").every((command) => COMMAND.test(command));

const WRONG: Readonly<Record<string, unknown>> = {
  databaseHosts: '{"nope": "h.example.com"}',
  databaseSecrets: "{}",
  images: '{"a/b": "c"}',
  hostedZones: "{}",
  cloudflareZones: "{}",
  canary:
    '{"tasks-app": {"host": "jackpot-service.example", "percent": 7}, "jackpot-service": {"host": "a.b", "percent": 5}}',
  namespaceQuotas: '{"kyb-platform": {"cores": 1, "memoryGib": 1}}',
  features: '{"kyb-platform": {"nope": true, "merchant_portfolio": 3}}',
  maintenance: '["kyb-platform"]',
  debug: '["kyb-platform"]',
  services: '["tasks-ap", "jackpot-service", "kyb-platform", "tasks-app", "nope", "dotmac-platform"]',
  posture: "passive",
  postures: '{"tasks-app": "passive", "nope": "fenced"}',
  primaryLost: "true",
  lostOnPrimary: '{"tasks-app": true}',
  restoreBackups: '{"tasks-app": "2026-01-31T12:00:00Z"}',
  oncall: '{"deadManToken": "x"}',
  workloadSecrets: '{"tasks-app": {"NOPE": "x"}}',
  logStorePassword: "x",
  databseHosts: "{}",
};

describe("a remedy", () => {
  const problems = [
    ...checkAll(parse(WRONG, ["replicaRegion", "cloudflareTokens", "ageIdentity"]), services),
    ...checkAll(parse({ role: "standby", primaryLost: "true", logs: '{"url": "x"}' }), services),
    ...checkAll(parse({ role: "standby", lostOnPrimary: '{"tasks-app": true}' }), services),
    ...checkAll(parse({ replicaRegion: "us-east-1", primaryRegion: "us-east-1", oncall: "{}" }), services),
  ].filter(({ thing }) => thing.startsWith("config "));

  it.each([
    ...keys.map((key) => [key, remedyOf(key, factsOf(key))] as const),
    ...problems.map(({ thing, remedy }) => [thing, remedy] as const),
  ])("of %s is taken by a shell: %s", (_thing, remedy) => {
    expect(remedy).not.toBe("");
    expect(refusedByShell(remedy)).toBe("");
    expect(isPasted(remedy)).toBe(true);
  });

  it("has every kind of problem in this test", () => {
    expect(problems.length).toBeGreaterThan(40);
  });
});

/** Names in place of `*`, where not any service will do. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  images: ["redis"],
  hostedZones: ["tasks-app.example"],
  cloudflareZones: ["tasks-app.example"],
  features: ["kyb-platform", "merchant_portfolio"],
  oncallMail: ["default"],
};

/** A value with one part, at its place; a number is an index, and the others are as they are. */
function placed(whole: unknown, [step, ...rest]: readonly (string | number)[], value: string): unknown {
  if (step === undefined) return value;
  if (typeof step === "number") return [placed(undefined, rest, value)];
  const others = typeof whole === "object" && whole !== null ? Object.entries(whole) : [];
  const inner = others.find(([name]) => name === step)?.[1] as unknown;
  return { ...Object.fromEntries(others), [step]: placed(inner, rest, value) };
}

/** Keys that a remedy sets, each of its parts with what the remedy has as its value. */
const blanks = keys
  .filter((key) => factsOf(key).secret !== true)
  .flatMap((key) => {
    const parts = partsOf(factsOf(key));
    if (parts.length > 0) return parts.map(({ place, blank }) => [key, place, blank] as const);
    const [, blank = ""] = / lifeboat:\w+ (?:'(.*)'|\S+)/.exec(remedyOf(key, factsOf(key))) ?? [];
    return remedyOf(key, factsOf(key)).includes(" rm ") ? [] : [[key, [], blank] as const];
  });

describe("a remedy that is pasted unread", () => {
  it.each(blanks)("sets no valid value: %s %j %s", (key, place, blank) => {
    const names = [...(NAMES[key] ?? ["tasks-app"])];
    const where = place.map((step) => (step === "*" ? (names.shift() ?? "tasks-app") : step));
    const known = key in validRaw() ? validRaw()[key] : undefined;
    const value = placed(where.length > 0 && known !== undefined ? JSON.parse(known) : known, where, blank);
    const change = { [key]: typeof value === "string" ? value : JSON.stringify(value) };
    const refused = checkAll(parse(change), services).filter(
      ({ thing }) => /:(\w+)/.exec(thing)?.[1] === key,
    );
    expect(refused.map((problem) => problem.value).join("\n")).toContain(blank);
  });

  it("is every kind of key", () => {
    expect(blanks.length).toBeGreaterThan(40);
    // What they were: a stack is fenced, the other stack's role and region, a backup of January, a network that is let in.
    for (const wrong of ["fenced", "primary", "us-east-1", "2026-01-31T12:00:00Z", "10.0.9.0/24", "true"])
      expect(blanks.map(([, , blank]) => blank)).not.toContain(wrong);
  });

  it("names the choices where there are some", () => {
    expect(remedyOf("posture", factsOf("posture"))).toBe(
      "pulumi config set lifeboat:posture '<active|passive|fenced|safe>'",
    );
    expect(problems({ posture: "fence" })).toEqual([
      ['posture: "fence"', "pulumi config set lifeboat:posture '<active|passive|fenced|safe>'"],
    ]);
    expect(problems({}, ["role"])[0]).toEqual([
      "role: (missing)",
      "pulumi config set lifeboat:role '<primary|standby>'",
    ]);
    expect(problems({ replicaRegion: "us-east-1" })).toEqual([
      ['replicaRegion: "us-east-1"', "pulumi config set lifeboat:replicaRegion '<another region>'"],
    ]);
  });
});

describe("a part that is missing", () => {
  it.each<[Record<string, unknown>, string, string]>([
    [
      { namespaceQuotas: '{"jackpot-service": {"cores": 40}}' },
      "namespaceQuotas.jackpot-service.memoryGib: (missing)",
      "pulumi config set --path lifeboat:namespaceQuotas.jackpot-service.memoryGib '<GiB>'",
    ],
    [
      { canary: '{"tasks-app": {"percent": 5}}' },
      "canary.tasks-app.host: (missing)",
      "pulumi config set --path lifeboat:canary.tasks-app.host '<load balancer of the new version>'",
    ],
    [
      { secretStore: '{"kind": "ClusterSecretStore"}' },
      "secretStore.name: (missing)",
      "pulumi config set --path lifeboat:secretStore.name '<name>'",
    ],
    [
      { oncallMail: '{"smarthost": "smtp.internal:587", "from": "a@b.internal"}' },
      "oncallMail.to: (missing)",
      "pulumi config set --path lifeboat:oncallMail.to.default '<address>'",
    ],
    [
      { network: '{"endpointCidrs": ["10.0.0.0/8", "10.0.0.1"]}' },
      'network.endpointCidrs.1: "10.0.0.1"',
      "pulumi config set --path 'lifeboat:network.endpointCidrs[1]' '<network>'",
    ],
    [
      { canary: '{"tasks-app": "canary.internal"}' },
      'canary.tasks-app: "canary.internal"',
      "pulumi config rm --path lifeboat:canary.tasks-app && pulumi config set --path lifeboat:canary.tasks-app.host '<load balancer of the new version>'",
    ],
    [
      { network: '{"ingress": "edge"}' },
      'network.ingress: "edge"',
      "pulumi config rm --path lifeboat:network.ingress",
    ],
  ])("or wrong is set by its own place: %j", (change, thing, remedy) => {
    expect(problems(change)).toEqual([[thing, remedy]]);
  });

  it("or wrong is required at the prompt where it is a secret, and not shown", () => {
    const all = stored("databaseSecrets");
    const databaseSecrets = JSON.stringify({
      ...all,
      "tasks-app": { admin: "a", backup: "b", restore: "c", migrate: "d", monitor: "e", app: "" },
    });
    expect(problems({ databaseSecrets })).toEqual([
      [
        "databaseSecrets.tasks-app.app: (secret)",
        "pulumi config set --secret --path lifeboat:databaseSecrets.tasks-app.app # value at the prompt",
      ],
    ]);
  });

  it("has no word of the key's other parts", () => {
    for (const key of keys)
      for (const { place, example } of partsOf(factsOf(key))) {
        expect(place.join(".")).toMatch(/^(\*|\w+)(\.(\*|\w+))?$/);
        expect(example).not.toBe("");
      }
  });
});

describe("a name that is no service", () => {
  it.each<[Record<string, unknown>, string, string]>([
    [
      { databasePorts: '{"nope": 5432}' },
      "databasePorts.nope: 5432",
      "pulumi config rm --path lifeboat:databasePorts.nope",
    ],
    [
      { scratchHosts: '{"task-app": "h.example.com"}' },
      'scratchHosts.task-app: "h.example.com"',
      "pulumi config rm --path lifeboat:scratchHosts.task-app # did you mean tasks-app?",
    ],
    [
      { databaseSecrets: JSON.stringify({ ...stored("databaseSecrets"), nope: { admin: "hunter2" } }) },
      "databaseSecrets.nope: (not shown)",
      "pulumi config rm --path lifeboat:databaseSecrets.nope",
    ],
  ])("is shown where it is no secret, and has the command that removes it: %j", (change, thing, remedy) => {
    expect(problems(change)).toEqual([[thing, remedy]]);
  });

  it("in a list is removed by its place", () => {
    const parsed = parse({ services: '["tasks-app", "nope"]' });
    expect(parsed.problems.map(({ thing, value, remedy }) => [thing, value, remedy])).toEqual([
      ["config lifeboat:services.1", '"nope"', "pulumi config rm --path 'lifeboat:services[1]'"],
    ]);
  });
});
