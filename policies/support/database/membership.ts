import { Undecided, type Input } from "../input/input";
import type { Stack, Subject } from "../input/subject";

/** Type tokens of PostgreSQL roles, and of memberships. */
export const DATABASE_ROLE = "postgresql:index/role:Role";
export const DATABASE_GRANT_ROLE = "postgresql:index/grantRole:GrantRole";

/** Memberships of one PostgreSQL role. */
export interface Membership {
  /** The declaring resource. */
  readonly subject: Subject;
  /** Name of the member. */
  readonly member: Input;
  /** Names of the roles that it is a member of. @throws Undecided while their number is unknown */
  readonly roles: () => readonly Input[];
}

/**
 * Names of the roles that a resource makes a role a member of. A login must also be a member of the role that it assumes on
 * login.
 * @throws Undecided while their number is unknown
 */
export function rolesOf({ type, inputs }: Subject): readonly Input[] {
  if (type === DATABASE_GRANT_ROLE) return [inputs.at("grantRole")];
  const assumed = inputs.at("assumeRole");
  const isAssumed = assumed.isUnknown || (assumed.isSet && assumed.text !== "");
  return [...inputs.at("roles").items, ...(isAssumed ? [assumed] : [])];
}

/** Every membership that a stack declares. */
export function memberships(stack: Stack): readonly Membership[] {
  return stack.ofType(DATABASE_ROLE, DATABASE_GRANT_ROLE).map((subject) => ({
    subject,
    member: subject.inputs.at(subject.type === DATABASE_ROLE ? "name" : "role"),
    roles: () => rolesOf(subject),
  }));
}

/** A role that a member reaches, and the roles in between; none if it is a direct member. */
interface Reached {
  readonly role: string;
  readonly by: readonly string[];
}

/** Reads an intermediate resource, so that an unknown value names it. */
function onTheWay<Read>(subject: Subject, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    throw error instanceof Undecided ? new Undecided(`${error.path} of ${subject.name}`) : error;
  }
}

/**
 * Every distinct role that a membership leads to: a role's members inherit its memberships.
 * @throws Undecided if an intermediate name is unknown
 */
export function* reached(given: Membership, all: readonly Membership[]): Iterable<Reached> {
  const seen = new Set<string>();
  const open: { readonly by: readonly string[]; readonly from: readonly Membership[] }[] = [
    { by: [], from: [given] },
  ];
  for (let next = open.shift(); next !== undefined; next = open.shift())
    for (const { subject, roles } of next.from)
      for (const input of subject === given.subject ? roles() : onTheWay(subject, roles)) {
        const role = subject === given.subject ? input.shown : onTheWay(subject, () => input.shown);
        if (seen.has(role)) continue;
        seen.add(role);
        yield { role, by: next.by };
        const from = all.filter(({ member }) => !member.isUnknown && member.text === role);
        open.push({ by: [...next.by, role], from });
      }
}
