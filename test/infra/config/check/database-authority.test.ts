import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDatabaseAuthority } from "../../../../infra/config/check/database-authority";
import type { PartialConfig } from "../../../../infra/config/schema";
import { temporaryDirectory } from "../../../../sandbox/servers/at-exit";

const LATER = new Date(Date.now() + 40 * 86_400_000);

describe("the authority of the database servers", () => {
  const folder = temporaryDirectory("authority");
  const at = (name: string) => join(folder.path, "authorities", name);
  const file = (name: string) => `authorities/${name}`;

  beforeAll(() => {
    mkdirSync(join(folder.path, "authorities"));
    const openssl = (...args: readonly string[]) =>
      execFileSync("/usr/bin/openssl", [...args], { stdio: ["ignore", "pipe", "pipe"] });
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    openssl(
      "req",
      "-x509",
      ...key,
      "-subj",
      "/CN=ca",
      "-days",
      "30",
      "-keyout",
      at("ca.key"),
      "-out",
      at("ca.pem"),
    );
    openssl("req", ...key, "-subj", "/CN=db", "-keyout", at("db.key"), "-out", at("db.csr"));
    const signed = ["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial", "-days", "30"];
    openssl("x509", "-req", "-in", at("db.csr"), ...signed, "-out", at("db.pem"));
    const ca = readFileSync(at("ca.pem"), "utf8");
    writeFileSync(at("both.pem"), `a bundle\n${ca}\n${readFileSync(at("db.pem"), "utf8")}`);
    writeFileSync(at("with-key.pem"), `${ca}${readFileSync(at("ca.key"), "utf8")}`);
    writeFileSync(at("damaged.pem"), ca.replace(/\n\w{20}/, "\nAAAAAAAAAAAAAAAAAAAA"));
    writeFileSync(at("none.pem"), "nothing\n");
    writeFileSync(at("large.pem"), `${ca}${"x".repeat(513 * 1024)}`);
  });
  afterAll(() => {
    folder.remove();
  });

  const read = (config: PartialConfig, now?: Date) => readDatabaseAuthority(config, folder.path, now);
  const checked = (name: string, now?: Date) =>
    read({ sslMode: "verify-full", databaseAuthorityFile: file(name) }, now);

  it("is read with its certificates alone, and found from the program's folder", () => {
    const { authority, problems } = checked("both.pem");
    expect(problems).toEqual([]);
    expect(authority?.file).toBe("../authorities/both.pem");
    expect(authority?.certificates.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(authority?.certificates).toMatch(/^-----BEGIN [^]*END CERTIFICATE-----\n$/);
  });

  it("is not needed where nothing is checked", () => {
    expect(read({ sslMode: "require" })).toEqual({ authority: undefined, problems: [] });
  });

  it.each([
    ["missing.pem", undefined, /file that can be read/],
    ["none.pem", undefined, /contain a certificate in PEM/],
    ["db.pem", undefined, /certificate of an authority, not only one that it signed/],
    ["with-key.pem", undefined, /certificates only: this one has a private key/],
    ["damaged.pem", undefined, /whole certificates: one is damaged/],
    ["large.pem", undefined, /at most 512 KiB: take the bundle of the region/],
    ["ca.pem", LATER, /valid today: the last ended on \d{4}-\d\d-\d\d/],
  ])("is refused as %s", (name, now, limit) => {
    const { problems } = checked(name, now);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      thing: "config lifeboat:databaseAuthorityFile",
      value: `"${file(name)}"`,
      remedy: expect.stringContaining("pulumi config set lifeboat:databaseAuthorityFile") as string,
    });
    expect(problems[0]?.limit).toMatch(limit);
  });

  it("must be set with verify-full, and with nothing else", () => {
    const said = (config: PartialConfig) =>
      read(config).problems.map(({ thing, limit }) => [thing.replace("config lifeboat:", ""), limit]);
    expect(said({ sslMode: "verify-full" })).toEqual([
      ["databaseAuthorityFile", "be set with sslMode verify-full"],
    ]);
    expect(said({ sslMode: "require", databaseAuthorityFile: file("ca.pem") })).toEqual([
      ["databaseAuthorityFile", expect.stringMatching(/^be set only with sslMode verify-full/)],
    ]);
  });

  it("is not that of a server in the cluster", () => {
    const { problems } = read({
      sslMode: "verify-full",
      databaseAuthorityFile: file("ca.pem"),
      databaseServers: { "kyb-platform": "replicated", "tasks-app": "external" },
    });
    expect(problems.map(({ thing }) => thing)).toEqual(["config lifeboat:databaseServers.kyb-platform"]);
    expect(problems[0]?.remedy).toBe("pulumi config set lifeboat:sslMode require");
  });
});
