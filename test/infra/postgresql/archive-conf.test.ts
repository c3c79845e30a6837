import { describe, expect, it } from "vitest";
import {
  jobArchiveConf,
  serverArchiveConf,
  type ArchiveConfArgs,
} from "../../../infra/postgresql/archive-conf";

const args: ArchiveConfArgs = {
  stanza: "library",
  repositories: [
    { bucket: "library-wal", region: "us-east-1", endpoint: undefined },
    { bucket: "library-wal-dr", region: "us-west-2", endpoint: undefined },
  ],
  keepDays: 14,
  client: "lifeboat-archive",
};

/** Options of a file, by section and name. */
function parsed(text = ""): Readonly<Record<string, string>> {
  let section = "";
  return Object.fromEntries(
    text.split("\n").flatMap((line) => {
      section = /^\[(.*)\]$/.exec(line)?.[1] ?? section;
      const [, name, value] = /^([^=[]+)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[`${section}.${name}`, value ?? ""]];
    }),
  );
}
const server = (change: Partial<ArchiveConfArgs> = {}) => serverArchiveConf({ ...args, ...change });

describe("pgBackRest's configuration", () => {
  it("has a file for each repository, the region's own first, and no file with both", () => {
    const files = server();
    expect(Object.keys(files)).toEqual(["repository-1.conf", "repository-2.conf"]);
    const [one, two] = Object.values(files).map(parsed);
    expect([one?.["global.repo1-s3-bucket"], two?.["global.repo1-s3-bucket"]]).toEqual([
      "library-wal",
      "library-wal-dr",
    ]);
    expect([one?.["global.spool-path"], two?.["global.spool-path"]]).toEqual([
      "/var/lib/postgresql/spool/1",
      "/var/lib/postgresql/spool/2",
    ]);
    for (const text of Object.values(files)) expect(text).not.toMatch(/repo2-/);
  });

  it("encrypts, keeps full backups by time, and drops no WAL", () => {
    const own = parsed(server({ keepDays: 21 })["repository-1.conf"]);
    expect(own).toMatchObject({
      "global.repo1-cipher-type": "aes-256-cbc",
      "global.repo1-retention-full-type": "time",
      "global.repo1-retention-full": "21",
      "global.repo1-s3-key-type": "web-id",
      "global.repo1-s3-endpoint": "s3.us-east-1.amazonaws.com",
    });
    expect(JSON.stringify(server())).not.toMatch(/archive-push-queue-max|cipher-pass/);
  });

  it("goes to an endpoint of one's own by path, at its port", () => {
    const endpoint = "https://10.0.0.7:9443";
    const [first, second] = args.repositories;
    const own = parsed(server({ repositories: [{ ...first, endpoint }, second] })["repository-1.conf"]);
    expect(own).toMatchObject({
      "global.repo1-s3-endpoint": "10.0.0.7",
      "global.repo1-storage-port": "9443",
      "global.repo1-s3-uri-style": "path",
    });
  });

  it("answers one client by its certificate, for this database alone", () => {
    expect(parsed(server()["repository-1.conf"])["global.tls-server-auth"]).toBe("lifeboat-archive=library");
  });

  it("of a job reaches the server by TLS, and runs none itself", () => {
    const job = parsed(jobArchiveConf(args, "postgresql.library.svc")["repository-2.conf"]);
    expect(job).toMatchObject({
      "library.pg1-host": "postgresql.library.svc",
      "library.pg1-host-type": "tls",
      "library.pg1-host-port": "8432",
      "library.pg1-host-config": "/etc/lifeboat/repository-1.conf",
    });
    expect(Object.keys(job).filter((name) => name.includes("tls-server"))).toEqual([]);
  });
});
