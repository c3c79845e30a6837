import { describe, expect, it } from "vitest";
import { services } from "../../../../infra/catalog";
import { checkAll } from "../../../../infra/config";
import { parse, stored } from "../parsing";
import { secretValues } from "../valid";

const PASSPHRASE = "0123456789abcdef0123456789abcdef";
const IMAGE = `registry.internal/lifeboat-postgresql@sha256:${"5a".repeat(32)}`;
const certificates = '{"issuer": "letsencrypt"}';
const inside = (...ids: readonly string[]) =>
  JSON.stringify(Object.fromEntries(ids.map((id) => [id, "cluster"])));
const standby = { role: "standby", peerStack: "organization/lifeboat/prod", primaryRegion: "us-west-2" };
/** All that a server in the cluster needs. */
const whole = { databaseServers: inside("kyb-platform"), serverImage: IMAGE, certificates };

const problems = (change: Record<string, unknown> = {}, without: readonly string[] = []) =>
  checkAll(parse(change, without), services).map(({ thing, value, remedy }) => [
    thing.replace("config lifeboat:", ""),
    value,
    remedy,
  ]);
const prompt = (part: string) =>
  `pulumi config set --secret --path lifeboat:repositorySecrets.${part} # value at the prompt`;
const withEntry = (entry: unknown) => ({
  ...whole,
  repositorySecrets: JSON.stringify({ ...stored("repositorySecrets"), "kyb-platform": entry }),
});

describe("a database server", () => {
  it("is outside of the cluster where nothing is said, and needs nothing then", () => {
    expect(problems({}, ["repositorySecrets"])).toEqual([]);
    expect(problems({ databaseServers: '{"kyb-platform": "external"}' }, ["repositorySecrets"])).toEqual([]);
  });

  it("in the cluster needs image, certificates and both passphrases, all named at once", () => {
    expect(problems(whole)).toEqual([]);
    expect(problems({ databaseServers: inside("kyb-platform") }, ["repositorySecrets"])).toEqual([
      ["serverImage", "(missing)", expect.stringContaining("build infra/postgresql/Dockerfile")],
      ["repositorySecrets.kyb-platform.primary", "(missing)", prompt("kyb-platform.primary")],
      ["repositorySecrets.kyb-platform.standby", "(missing)", prompt("kyb-platform.standby")],
      [
        "certificates.issuer",
        "(missing)",
        expect.stringContaining("pulumi config set --path lifeboat:certificates.issuer"),
      ],
    ]);
  });

  it("in the cluster needs no passphrase in config where a store holds it", () => {
    const store = { secretStore: '{"kind": "SecretStore", "name": "vault"}' };
    expect(problems({ ...whole, ...store }, ["repositorySecrets"])).toEqual([]);
  });

  it("cannot be in the cluster of the standby, nor without an archive in the catalog", () => {
    const set = (id: string, value: string) =>
      `pulumi config set --path lifeboat:databaseServers.${id} ${value}`;
    expect(problems({ ...whole, databaseServers: inside("tasks-app", "kyb-platform") })).toEqual([
      ["databaseServers.tasks-app", '"cluster"', set("tasks-app", "external")],
    ]);
    expect(problems({ ...standby, ...whole }, ["replicaRegion"])).toContainEqual([
      "databaseServers.kyb-platform",
      '"cluster"',
      `${set("kyb-platform", "replicated")} # on both stacks; or: ${set("kyb-platform", "external")}`,
    ]);
  });

  it("that is replicated needs a place for proofs of dumps on the standby, where it is promoted and not restored", () => {
    const both = { ...whole, databaseServers: '{"kyb-platform": "replicated"}' };
    expect(problems(both)).toEqual([]);
    const there = { ...standby, ...both, primaryLost: "true", posture: "active" };
    const chosen = { ...there, restoreBackups: '{"kyb-platform": "2026-01-31T12:00:00Z"}' };
    const lacking = [...problems(chosen, ["replicaRegion"])].sort();
    expect(lacking).toEqual([
      [
        "restoreBackups.kyb-platform",
        '"2026-01-31T12:00:00Z"',
        "pulumi config rm --path lifeboat:restoreBackups.kyb-platform",
      ],
      [
        "scratchHosts.kyb-platform",
        "(missing)",
        "pulumi config set --path lifeboat:scratchHosts.kyb-platform '<host>'",
      ],
    ]);
    const scratchHosts = '{"kyb-platform": "scratch.db.internal"}';
    expect(problems({ ...there, scratchHosts }, ["replicaRegion"])).toEqual([]);
  });

  it("is of the catalog, and in one of three places", () => {
    expect(problems({ databaseServers: '{"nope": "external"}' }).map(([thing]) => thing)).toEqual([
      "databaseServers.nope",
    ]);
    expect(problems({ databaseServers: '{"kyb-platform": "here"}' }).map(([thing]) => thing)).toEqual([
      "databaseServers.kyb-platform",
    ]);
  });
});

describe("passphrases of repositories", () => {
  it("may be one that is missing", () => {
    expect(problems(withEntry({ primary: PASSPHRASE }))).toEqual([
      ["repositorySecrets.kyb-platform.standby", "(missing)", prompt("kyb-platform.standby")],
    ]);
  });

  it("must differ, so that one that leaks opens one repository", () => {
    expect(problems(withEntry({ primary: PASSPHRASE, standby: PASSPHRASE }))).toEqual([
      ["repositorySecrets.kyb-platform.standby", "(secret)", prompt("kyb-platform.standby")],
    ]);
  });

  it.each([
    ["short", PASSPHRASE.slice(1)],
    ["with a blank", `${PASSPHRASE} `],
    ["of two lines", `${PASSPHRASE}\n`],
    ["beyond ASCII", `${PASSPHRASE}é`],
  ])("may not be %s", (_what, primary) => {
    expect(problems(withEntry({ primary, standby: PASSPHRASE }))).toEqual([
      ["repositorySecrets.kyb-platform.primary", "(secret)", prompt("kyb-platform.primary")],
    ]);
  });

  it("are secrets of the config, by service", () => {
    const { config } = parse();
    expect(config?.secrets.repositories["kyb-platform"]).toEqual(secretValues.repositories);
    expect(JSON.stringify(config?.settings)).not.toContain(secretValues.repositories.primary);
  });
});
