import type { Resource } from "../change";
import { at, canonical, fieldsOf, type Fields, listOf, opened, textOf } from "../value";

/** Resources of a refusal that are counted. */
const MOST_OBJECTS = 10;

const NONE: ReadonlySet<string> = new Set();

const texts = (value: unknown): readonly string[] =>
  typeof value === "string" ? [value] : listOf(value).filter((each) => typeof each === "string");

/** What an RBAC object allows, and whom: `get secrets`, `ServiceAccount monitoring/prometheus`. */
export function rightsOfRbac({ type, inputs }: Resource): ReadonlySet<string> {
  if (!type.startsWith("kubernetes:rbac.")) return NONE;
  const rules = listOf(inputs["rules"]).flatMap((rule) => {
    const names = texts(at(rule, "resourceNames"));
    const suffix = names.length === 0 ? "" : ` named ${names.join(", ")}`;
    const objects = [...texts(at(rule, "resources")), ...texts(at(rule, "nonResourceURLs"))];
    return texts(at(rule, "verbs")).flatMap((verb) => objects.map((object) => `${verb} ${object}${suffix}`));
  });
  const subjects = listOf(inputs["subjects"])
    .map(fieldsOf)
    .map(
      ({ kind, namespace, name }) =>
        `be ${textOf(kind) ?? ""} ${textOf(namespace) ?? ""}/${textOf(name) ?? ""}`,
    );
  const role = at(inputs, "roleRef.name");
  return new Set([...rules, ...subjects, ...(typeof role === "string" ? [`do what ${role} may`] : [])]);
}

/** Types with a document of IAM. */
const WITH_DOCUMENT = /^aws:(iam\/|s3\/bucketPolicy:|kms\/(key|replicaKey):|sns\/topicPolicy:)/;

const statementsOf = ({ type, inputs }: Resource): readonly Fields[] =>
  WITH_DOCUMENT.test(type)
    ? [inputs["policy"], inputs["assumeRolePolicy"]].flatMap((document) =>
        listOf(at(opened(document), "Statement")).map(fieldsOf),
      )
    : [];

/** What an IAM document allows: an action on a resource, and for which principal; a condition that is taken away allows more. */
export function rightsOfIam(resource: Resource): ReadonlySet<string> {
  const allowed = statementsOf(resource)
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action, Resource: on, Principal, Condition }) => {
      const whom = Principal === undefined ? "" : ` by ${canonical(Principal)}`;
      const where = Condition === undefined ? "" : ` if ${canonical(Condition)}`;
      const objects = texts(on).length === 0 ? [""] : texts(on).map((each) => ` on ${each}`);
      return texts(Action).flatMap((action) => objects.map((object) => `${action}${object}${whom}${where}`));
    });
  const policies = texts(resource.inputs["policyArn"]).map((arn) => `do what ${arn} allows`);
  return new Set([...allowed, ...policies]);
}

/** What an IAM document refuses: a statement, and on how many resources; which they are follows the document's own. */
export const refusalsOfIam = (resource: Resource): ReadonlySet<string> =>
  new Set(
    statementsOf(resource)
      .filter(({ Effect }) => Effect === "Deny")
      .flatMap(({ Sid, Resource: on, ...rest }) => {
        const objects = texts(on);
        const count = objects.includes("*") ? Infinity : objects.length;
        // Each number up to it, so that refusing more is no refusal less.
        return Array.from({ length: Math.min(Math.max(count, 1), MOST_OBJECTS) }, (_, index) => {
          const number = index === 0 ? "" : ` of ${index + 1} resources`;
          return `${textOf(Sid) ?? "refusal"}${number} :${canonical(rest)}`;
        });
      }),
  );

/** What a role of a database may. */
export function rightsOfRole({ type, inputs }: Resource): ReadonlySet<string> {
  if (!type.startsWith("postgresql:")) return NONE;
  const switches = [
    "superuser",
    "createRole",
    "createDatabase",
    "login",
    "replication",
    "bypassRowLevelSecurity",
  ];
  return new Set([
    ...switches.filter((name) => inputs[name] === true),
    ...texts(inputs["roles"]).map((role) => `do what ${role} may`),
    ...texts(inputs["privileges"]).map((privilege) => `${privilege} ${textOf(inputs["objectType"]) ?? ""}`),
  ]);
}
