import type { Fields } from "../../../../policies/support/input/value";
import { one } from "../case";
import { casesOf, type Found } from "./kind";

const it = casesOf(
  "database-grants-nothing-to-public",
  "database-function-runs-as-its-caller",
  "database-role-is-not-privileged",
  "application-role-owns-nothing",
);
const CIS = "CIS PostgreSQL 4";
const pg = (type: string, fields: Fields) =>
  one(`postgresql:index/${type}:${type.charAt(0).toUpperCase()}${type.slice(1)}`, fields);
const table: Fields = { database: "app", schema: "public", objectType: "table" };

/** Rights in PostgreSQL. */
export const grants: Found = {
  dangers: {
    "PostgreSQL grants": [
      it(
        "a database to PUBLIC",
        CIS,
        pg("grant", {
          database: "app",
          objectType: "database",
          role: "public",
          privileges: ["CREATE", "TEMPORARY"],
        }),
      ),
      it(
        "a schema to Public",
        CIS,
        pg("grant", { ...table, objectType: "schema", role: "Public", privileges: ["CREATE"] }),
      ),
      it(
        "by default with grant option",
        CIS,
        pg("defaultPrivileges", {
          ...table,
          owner: "app",
          role: "reader",
          privileges: ["SELECT"],
          withGrantOption: true,
        }),
      ),
      it(
        "a schema's policy for nobody named",
        "terraform-provider-postgresql schema",
        pg("schema", {
          name: "app",
          policies: [{ create: true }],
        }),
      ),
      it(
        "a schema's policy with grant",
        CIS,
        pg("schema", {
          name: "app",
          policies: [{ createWithGrant: true, role: "app" }],
        }),
      ),
      it(
        "usage with grant",
        CIS,
        pg("schema", { name: "app", policies: [{ usageWithGrant: true, role: "app" }] }),
      ),
      it(
        "programs of the server",
        "PostgreSQL predefined roles",
        pg("grantRole", {
          role: "app",
          grantRole: "pg_execute_server_program",
        }),
      ),
      it(
        "files of the server",
        "PostgreSQL predefined roles",
        pg("grantRole", {
          role: "app",
          grantRole: "pg_write_server_files",
        }),
      ),
      it("RDS's superuser", "AWS RDS", pg("grantRole", { role: "app", grantRole: "rds_superuser" })),
      it("a role that has it", CIS, pg("role", { name: "app", roles: ["pg_read_server_files"] })),
      it("a superuser", CIS, pg("role", { name: "app", superuser: true })),
      it("a role that makes roles", CIS, pg("role", { name: "app", createRole: true })),
      it("a role that replicates", CIS, pg("role", { name: "app", replication: true })),
      it(
        "a definer in a list of functions",
        "CVE-2018-1058",
        pg("function", {
          name: "f",
          language: "plpgsql",
          securityDefiner: true,
          body: "begin end",
        }),
      ),
    ],
  },
  alarms: {
    "PostgreSQL grants": [
      it(
        "a revocation from PUBLIC",
        "terraform-provider-postgresql grant: empty privileges revoke",
        pg("grant", {
          ...table,
          objectType: "schema",
          role: "public",
          privileges: [],
        }),
      ),
      it(
        "a default without privileges",
        "terraform-provider-postgresql",
        pg("defaultPrivileges", {
          ...table,
          objectType: "function",
          owner: "app",
          role: "public",
          privileges: [],
        }),
      ),
      it("a table to a role", CIS, pg("grant", { ...table, role: "reader", privileges: ["SELECT"] })),
      it(
        "a role with the word",
        "names",
        pg("grant", { ...table, role: "public_api", privileges: ["SELECT"] }),
      ),
      it("usage for a role", CIS, pg("schema", { name: "app", policies: [{ usage: true, role: "app" }] })),
      it("a schema without policies", CIS, pg("schema", { name: "app" })),
      it("a monitor", "postgres_exporter", pg("grantRole", { role: "exporter", grantRole: "pg_monitor" })),
      it(
        "a signal",
        "PostgreSQL predefined roles",
        pg("grantRole", { role: "ops", grantRole: "pg_signal_backend" }),
      ),
      it("a group", CIS, pg("grantRole", { role: "app_1", grantRole: "readers", withAdminOption: false })),
      it(
        "the caller's rights",
        "PostgreSQL functions",
        pg("function", { name: "f", securityDefiner: false, body: "x" }),
      ),
      it("a login", CIS, pg("role", { name: "app", login: true, createRole: false, superuser: false })),
      it("IAM authentication", "AWS RDS", pg("grantRole", { role: "app", grantRole: "rds_iam" })),
      it(
        "a grant without option",
        CIS,
        pg("grant", {
          ...table,
          role: "app",
          privileges: ["SELECT", "INSERT"],
          withGrantOption: false,
        }),
      ),
    ],
  },
};
