import { describe, expect, it } from "vitest";
import { hostRules, identMap, serverConf, type ServerConfArgs } from "../../../infra/postgresql/server-conf";

const args: ServerConfArgs = {
  maxConnections: 120,
  memoryMib: 8192,
  storageGib: 130,
  archiveTimeoutSeconds: 60,
  settings: { idleSessionMinutes: 60, slowStatementMilliseconds: 1000 },
};
const settings = (change: Partial<ServerConfArgs> = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(
    serverConf({ ...args, ...change })
      .trim()
      .split("\n")
      .map((line) => line.split(" = ") as [string, string]),
  );

describe("postgresql.conf", () => {
  it("archives within the time that the catalog says, by scripts that know both repositories", () => {
    expect(settings({ archiveTimeoutSeconds: 45 })).toMatchObject({
      archive_mode: "'on'",
      archive_timeout: "45",
      archive_command: "'/opt/lifeboat/pgbackrest-push.sh %p'",
      restore_command: "'/opt/lifeboat/pgbackrest-get.sh %f %p'",
      recovery_target_timeline: "'latest'",
    });
  });

  it("follows memory, disk, connections and the runbooks' settings", () => {
    expect(settings()).toMatchObject({
      max_connections: "120",
      shared_buffers: "'2048MB'",
      effective_cache_size: "'5734MB'",
      max_wal_size: "'6GB'",
      log_min_duration_statement: "1000",
      idle_session_timeout: "'60min'",
    });
    expect(settings({ storageGib: 20 })["max_wal_size"]).toBe("'1GB'");
    expect(settings({ storageGib: 2000 })["max_wal_size"]).toBe("'16GB'");
  });

  it("takes TLS and SCRAM, and logs no value of a statement", () => {
    expect(settings()).toMatchObject({
      ssl: "'on'",
      ssl_min_protocol_version: "'TLSv1.2'",
      password_encryption: "'scram-sha-256'",
      log_parameter_max_length: "0",
      log_parameter_max_length_on_error: "0",
    });
  });
});

describe("pg_hba.conf", () => {
  it("lets the superuser in by the socket alone, the operator by the certificate of backups, and all others by TLS with a password", () => {
    expect(hostRules().trim().split("\n")).toEqual([
      "local all postgres peer map=server",
      "hostssl postgres lifeboat_operator all cert map=server",
      "hostssl all lifeboat_operator all reject",
      "hostssl all postgres all reject",
      "hostssl all all all scram-sha-256",
      "host all all all reject",
    ]);
    expect(identMap("lifeboat-archive")).toBe(
      "server lifeboat postgres\nserver lifeboat-archive lifeboat_operator\n",
    );
  });
});
