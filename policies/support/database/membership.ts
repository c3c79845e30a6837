import { Undecided, type Input } from "../input/input";
import type { Stack, Subject } from "../input/subject";

/** Type tokens of PostgreSQL roles, and of what makes one a member of another. */
export const DATABASE_ROLE = "postgresql:index/role:Role";
export const DATABASE_GRANT_ROLE = "postgresql:index/grantRole:GrantRole";

/** What makes one PostgreSQL role a member of others. */
export interface Membership {
  /** The resource that says so. */
  readonly subject: Subject;
  /** Name of the member. */
  readonly member: Input;
  /** Names of what it is a member of. @throws Undecided while how many they are is not known */
  readonly roles: () => readonly Input[];
}

/**
 * Names of what a resource makes a role a member of. A role to which a login changes at once is one that it must be a member
 * of.
 * @throws Undecided while how many they are is not known
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

/** A role that a member reaches, and the roles on the way to it; none where it is a member itself. */
interface Reached {
  readonly role: string;
  readonly by: readonly string[];
}

/** What is read of a resource on the way, so that what is not known names it. */
function onTheWay<Read>(subject: Subject, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    throw error instanceof Undecided ? new Undecided(`${error.path} of ${subject.name}`) : error;
  }
}

/**
 * Every role that a membership leads to, each once: what a role is a member of passes on to its own members.
 * @throws Undecided where a name on the way is not known
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
