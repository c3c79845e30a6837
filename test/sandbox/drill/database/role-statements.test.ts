import { describe, expect, it } from "vitest";
import { declaredRole } from "../../../../sandbox/drill/database/declared-role";
import {
  NEW_ROLE,
  type PresentRole,
  roleStatements,
} from "../../../../sandbox/drill/database/role-statements";
import { type PropertyMap, revealAll, secret } from "../../../../sandbox/providers/value";

const statements = (inputs: PropertyMap, present: PresentRole = NEW_ROLE): string[] =>
  roleStatements(present, declaredRole(revealAll({ name: "kyb_app", ...inputs }), "urn"));

describe("the statements for a role", () => {
  it("are none where nothing differs from the defaults", () => {
    expect(statements({})).toEqual([]);
    expect(statements({ login: false, inherit: true, superuser: false, roles: [] })).toEqual([]);
  });

  it("name only the rights that differ", () => {
    expect(statements({ login: true, createDatabase: true, connectionLimit: 4 })).toEqual([
      'ALTER ROLE "kyb_app" LOGIN CREATEDB CONNECTION LIMIT 4',
    ]);
    const present = { ...NEW_ROLE, rights: { ...NEW_ROLE.rights, LOGIN: true, CREATEROLE: true } };
    expect(statements({}, present)).toEqual(['ALTER ROLE "kyb_app" NOLOGIN NOCREATEROLE']);
  });

  it("take memberships to what is declared", () => {
    const present = { ...NEW_ROLE, roles: ["kyb_owner", "pg_monitor"] };
    expect(statements({ roles: ["kyb_owner", "pg_read_all_data"] }, present)).toEqual([
      'REVOKE "pg_monitor" FROM "kyb_app"',
      'GRANT "pg_read_all_data" TO "kyb_app"',
    ]);
  });

  it("set what sessions begin with, and reset what is no more declared", () => {
    const inputs = { assumeRole: "kyb_owner", searchPaths: ["a", 'b"'], statementTimeout: 5000 };
    expect(statements(inputs)).toEqual([
      `ALTER ROLE "kyb_app" SET role TO 'kyb_owner'`,
      `ALTER ROLE "kyb_app" SET search_path TO "a", "b"""`,
      `ALTER ROLE "kyb_app" SET statement_timeout TO 5000`,
    ]);
    const present = { ...NEW_ROLE, parameters: ["role", "work_mem"] };
    expect(statements({}, present)).toEqual(['ALTER ROLE "kyb_app" RESET role']);
  });

  it("quote names and passwords", () => {
    const [one, two] = statements({
      name: 'odd"name',
      password: secret("it's\\so"),
      roles: ['x"; DROP ROLE y'],
    });
    expect(one).toBe(`ALTER ROLE "odd""name" PASSWORD  E'it''s\\\\so'`);
    expect(two).toBe(`GRANT "x""; DROP ROLE y" TO "odd""name"`);
  });
});

describe("a declared role", () => {
  it("is refused with what is not known here, without its password", () => {
    const inputs = { name: "x", password: "hidden", validUntil: "2030-01-01", login: "yes" };
    const refusal = (): unknown => declaredRole(inputs, "urn:x");
    expect(refusal).toThrow("validUntil is not known to the drill's database backend: leave it out");
    expect(refusal).toThrow("login");
    expect(refusal).not.toThrow("hidden");
  });
});
