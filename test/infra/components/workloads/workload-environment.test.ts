import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import {
  databaseUrl,
  migrationVariables,
  secretNames,
  secretEntries as entries,
  workloadEnv,
  workloadVariables,
} from "../../../../infra/components/workloads/workload-environment";
import { desk, libraryLogin, shelf } from "../../../support/workload-fixture";

const token = { SIGNING_TOKEN: pulumi.secret("signed") };

describe("workloadEnv", () => {
  it("names every secret's file, the connection for libpq and by the runbook's names, and the size's own", () => {
    expect(workloadEnv(desk, desk.sizes.normal, libraryLogin)).toEqual({
      HOME: "/tmp",
      HEAP: "384",
      PGHOST: "library.db.example.com",
      PGPORT: "6432",
      PGDATABASE: "library",
      PGUSER: "library_app",
      PGSSLMODE: "require",
      DESK_DB_HOST: "library.db.example.com",
      DESK_DB_PORT: "6432",
      DESK_DB_NAME: "library",
      DESK_DB_USER: "library_app",
      PGPASSWORD_FILE: "/var/run/secrets/app/PGPASSWORD",
      DATABASE_URL_FILE: "/var/run/secrets/app/DATABASE_URL",
      DB_PASSWORD_FILE: "/var/run/secrets/app/DB_PASSWORD",
      SIGNING_TOKEN_FILE: "/var/run/secrets/app/SIGNING_TOKEN",
    });
  });

  it("goes with the size and with the login", () => {
    const login = { ...libraryLogin, user: "library_migrate" };
    expect(workloadEnv(desk, desk.sizes.safe, login)).toMatchObject({
      HEAP: "192",
      PGUSER: "library_migrate",
      DESK_DB_USER: "library_migrate",
    });
  });

  it("tells nothing of the database to a workload without a pool", () => {
    expect(workloadEnv(shelf, shelf.sizes.normal, libraryLogin)).toEqual({ HOME: "/tmp" });
  });

  it("holds no value of a secret", () => {
    expect(JSON.stringify(workloadEnv(desk, desk.sizes.normal, libraryLogin))).not.toMatch(/p\/w|signed/);
  });
});

describe("databaseUrl", () => {
  it("encodes what would break a URL", () => {
    expect(databaseUrl({ ...libraryLogin, user: "a@b", name: "x y" }, encodeURIComponent("p/w@1:?#%"))).toBe(
      "postgresql://a%40b:p%2Fw%401%3A%3F%23%25@library.db.example.com:6432/x%20y?sslmode=require",
    );
  });

  it("is read back by a URL parser as it was", () => {
    const url = new URL(databaseUrl(libraryLogin, encodeURIComponent("p/w@1")));
    expect([decodeURIComponent(url.password), url.username, url.port]).toEqual([
      "p/w@1",
      "library_app",
      "6432",
    ]);
  });
});

describe("secretEntries", () => {
  it("are one for each name, made from the login or given by config", () => {
    const { PGPASSWORD, DATABASE_URL, DB_PASSWORD, SIGNING_TOKEN } = entries(desk, libraryLogin, token);
    const word = { value: libraryLogin.password, property: "library_app" };
    expect([PGPASSWORD, DB_PASSWORD, SIGNING_TOKEN]).toEqual([
      word,
      word,
      { value: token.SIGNING_TOKEN, property: "SIGNING_TOKEN" },
    ]);
    expect(DATABASE_URL).toMatchObject(word);
    expect(DATABASE_URL?.url?.("p%2Fw")).toBe(
      "postgresql://library_app:p%2Fw@library.db.example.com:6432/library?sslmode=require",
    );
    expect(Object.keys(entries(desk, libraryLogin, token))).toEqual(secretNames(desk));
  });

  it("are none for a workload that has none", () => {
    expect(entries(shelf, libraryLogin, token)).toEqual({});
  });

  it("have no value where config gives none", () => {
    expect(entries(desk, libraryLogin, {})["SIGNING_TOKEN"]).toEqual({
      value: undefined,
      property: "SIGNING_TOKEN",
    });
  });
});

describe("workloadVariables", () => {
  it("are the catalog's typed values as text", () => {
    const env = { LOG_LEVEL: "info", WORKERS: 4, STRICT: true };
    expect(workloadVariables({ env })).toEqual({ LOG_LEVEL: "info", WORKERS: "4", STRICT: "true" });
  });

  it("are the same for migrations but for the maintenance mode", () => {
    const env = { LOG_LEVEL: "info", CLOSED: true };
    expect(migrationVariables({ env, maintenanceVariable: "CLOSED" })).toEqual({ LOG_LEVEL: "info" });
    expect(migrationVariables({ env })).toEqual({ LOG_LEVEL: "info", CLOSED: "true" });
  });
});
