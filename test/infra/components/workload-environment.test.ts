import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import {
  databaseUrl,
  secretNames,
  secretsVersion,
  secretValues,
  workloadEnv,
} from "../../../infra/components/workload-environment";
import { valueOf } from "../../support/pulumi-mocks";
import { desk, libraryLogin, shelf } from "../../support/workload-fixture";

const token = { SIGNING_TOKEN: pulumi.secret("signed") };

describe("workloadEnv", () => {
  it("names every secret's file, the connection for libpq and by the runbook's names, and the size's own", () => {
    expect(workloadEnv(desk, desk.sizes.normal, libraryLogin)).toEqual({
      HOME: "/tmp",
      LOG_LEVEL: "info",
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
    expect(databaseUrl({ ...libraryLogin, user: "a@b", name: "x y" }, "p/w@1:?#%")).toBe(
      "postgresql://a%40b:p%2Fw%401%3A%3F%23%25@library.db.example.com:6432/x%20y?sslmode=require",
    );
  });

  it("is read back by a URL parser as it was", () => {
    const url = new URL(databaseUrl(libraryLogin, "p/w@1"));
    expect([decodeURIComponent(url.password), url.username, url.port]).toEqual([
      "p/w@1",
      "library_app",
      "6432",
    ]);
  });
});

describe("secretValues", () => {
  const values = secretValues("library", desk, libraryLogin, token);

  it("are one for each name, made from the login or given by config", async () => {
    expect(await valueOf(pulumi.output(values))).toEqual({
      PGPASSWORD: "p/w@1",
      DATABASE_URL: "postgresql://library_app:p%2Fw%401@library.db.example.com:6432/library?sslmode=require",
      DB_PASSWORD: "p/w@1",
      SIGNING_TOKEN: "signed",
    });
    expect(Object.keys(values)).toEqual(secretNames(desk));
  });

  it("are Pulumi secrets, even where what they come from was none", async () => {
    const open = secretValues("library", desk, { ...libraryLogin, password: "word" }, { SIGNING_TOKEN: "x" });
    for (const [name, value] of Object.entries(open)) expect(await pulumi.isSecret(value), name).toBe(true);
  });

  it("are none for a workload that has none", () => {
    expect(secretValues("library", shelf, libraryLogin, token)).toEqual({});
  });

  it("refuse a variable without a value, and name it", () => {
    expect(() => secretValues("library", desk, libraryLogin, {})).toThrow(
      "workloadSecrets.library.SIGNING_TOKEN: missing",
    );
  });
});

describe("secretsVersion", () => {
  it("is twelve hex digits that change with any value and with no order", () => {
    const version = secretsVersion({ a: "1", b: "2" });
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    expect(secretsVersion({ b: "2", a: "1" })).toBe(version);
    expect(secretsVersion({ a: "1", b: "3" })).not.toBe(version);
    expect(secretsVersion({ a: "12", b: "" })).not.toBe(version);
  });
});
