import type { Failure, ProviderModel, ResourceKind } from "./model";
import { type PropertyMap, isList, text } from "./value";

const maxIdentifierBytes = 63;

/** A resource of one database, known by the database and its own name. */
function inDatabase(more: Partial<ResourceKind> = {}): ResourceKind {
  return {
    autoname: { property: "name", maxLength: maxIdentifierBytes },
    replace: ["database"],
    check: checkIdentifiers,
    id: (inputs) => joined(inputs, ["database", "name"], "."),
    ...more,
  };
}

const kinds: Readonly<Record<string, ResourceKind>> = {
  // A role is renamed in place, as ALTER ROLE … RENAME does.
  "postgresql:index/role:Role": {
    autoname: { property: "name", maxLength: maxIdentifierBytes },
    check: checkIdentifiers,
    id: (inputs) => text(inputs["name"]) ?? "<name>",
  },
  "postgresql:index/database:Database": {
    autoname: { property: "name", maxLength: maxIdentifierBytes },
    replace: ["encoding", "lcCollate", "lcCtype", "template"],
    check: checkIdentifiers,
    id: (inputs) => text(inputs["name"]) ?? "<name>",
  },
  "postgresql:index/schema:Schema": inDatabase(),
  "postgresql:index/extension:Extension": inDatabase({ replace: ["database", "name"] }),
  "postgresql:index/function:Function": inDatabase({
    required: ["body"],
    replace: ["args", "database", "name", "returns", "schema"],
  }),
  "postgresql:index/grant:Grant": {
    required: ["database", "objectType", "privileges", "role"],
    replace: ["columns", "database", "objectType", "objects", "role", "schema", "withGrantOption"],
    check: checkGrant,
    id: (inputs) => joined(inputs, ["role", "database", "schema", "objectType"], "_"),
  },
  "postgresql:index/grantRole:GrantRole": {
    required: ["grantRole", "role"],
    replace: ["grantRole", "role", "withAdminOption"],
    identity: ["grantRole", "role"],
    id: (inputs) => joined(inputs, ["role", "grantRole"], "_"),
  },
  "postgresql:index/defaultPrivileges:DefaultPrivileges": {
    required: ["database", "objectType", "owner", "privileges", "role"],
    replace: ["database", "objectType", "owner", "role", "schema", "withGrantOption"],
    id: (inputs) => joined(inputs, ["role", "database", "schema", "owner", "objectType"], "_"),
  },
};

/** The PostgreSQL provider. */
export const postgresql: ProviderModel = {
  name: "postgresql",
  tokenShape: "postgresql:index/role:Role",
  replaceConfig: ["host", "port"],
  kind: (type) =>
    kinds[type] ??
    (/^postgresql:index\/[a-zA-Z]+:[A-Z][A-Za-z]*$/.test(type) ? inDatabase({ isGuess: true }) : undefined),
  functions: {},
};

function joined(inputs: PropertyMap, names: readonly string[], separator: string): string {
  return names
    .map((name) => text(inputs[name]))
    .filter((value) => value !== undefined)
    .join(separator);
}

function checkIdentifiers(inputs: PropertyMap): Failure[] {
  return ["name", "database", "owner"].flatMap((property) => {
    const value = text(inputs[property]);
    const bytes = value === undefined ? 0 : Buffer.byteLength(value);
    if (bytes <= maxIdentifierBytes) return [];
    const reason = `"${value ?? ""}" has ${bytes} bytes; PostgreSQL cuts names after ${maxIdentifierBytes}: shorten it.`;
    return [{ property, reason }];
  });
}

function checkGrant(inputs: PropertyMap): Failure[] {
  const objectType = text(inputs["objectType"]);
  const needsSchema =
    objectType !== undefined &&
    ["table", "sequence", "function", "procedure", "routine", "schema"].includes(objectType);
  const failures = checkIdentifiers(inputs);
  if (needsSchema && (inputs["schema"] ?? null) === null) {
    failures.push({
      property: "schema",
      reason: `A grant on objects of type "${objectType}" needs "schema": give it.`,
    });
  }
  if (objectType === "database" && isList(inputs["objects"]) && inputs["objects"].length > 0) {
    failures.push({
      property: "objects",
      reason: 'A grant on a database takes no "objects": leave them out.',
    });
  }
  return failures;
}
