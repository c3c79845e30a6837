import { ArgumentsError } from "../sandbox/engine/command-line";
import { hasService, retirementOf, type Retirement, type StoredBucket, type VaultChoice } from "./retirement";
import type { Emptied } from "./empty-bucket";
import type { StackFile } from "./stack-file";
import type { StackState } from "./stack-state";
import type { Stack } from "./answers";

/** What a retirement needs of the outside. */
export interface Outside {
  /** Exports a stack's state; undefined if there is no such stack. */
  exported(stack: Stack): Promise<StackState | undefined>;
  /** Imports it in place of the stack's own. */
  imported(stack: Stack, state: StackState): Promise<void>;
  /** Deletes from a bucket what no lock keeps. */
  emptied(bucket: StoredBucket): Promise<Emptied>;
  readonly say: (line: string) => void;
}

/** What is asked for. */
export interface Wanted {
  readonly service: string;
  readonly stack: Stack;
  readonly vault: VaultChoice;
  /** The service's name again; without it nothing is changed. */
  readonly confirmed: string | undefined;
}

/** Postures in which a service may be retired: its backups may be kept once it does not write, and emptied once no job does. */
const ALLOWED = { keep: ["fenced", "passive"], empty: ["fenced"] } as const;

/** The list of services that a stack would have. @param known ids of the catalog */
export function remaining(file: StackFile, service: string, known: readonly string[]): readonly string[] {
  const listed: unknown = file.get("lifeboat:services");
  const ids = Array.isArray(listed) ? listed.map(String) : known;
  return ids.filter((id) => id !== service);
}

/** Everything that speaks against it, with its remedy. */
function obstacles({ service, stack, vault }: Wanted, plan: Retirement, peer: StackState | undefined) {
  const allowed: readonly string[] = ALLOWED[vault];
  const { posture } = plan;
  return [
    ...(stack === "prod" && peer !== undefined && hasService(peer, service)
      ? [
          `${service} is in stack dr too; must be retired there first: npm run retire -- ${service} --stack dr --vault ${vault}`,
        ]
      : []),
    ...(posture !== undefined && !allowed.includes(posture)
      ? [
          `${service} is ${posture} on ${stack}; must be ${allowed.join(" or ")}: pulumi config set --path lifeboat:postures.${service} fenced --stack ${stack} && pulumi up --stack ${stack}`,
        ]
      : []),
  ];
}

const kindOf = (type: string): string => type.split(":").at(-1) ?? type;

/** Resources by kind, as text. */
function counted(resources: Retirement["kept"]): string {
  const kinds = new Map<string, number>();
  for (const { type } of resources) kinds.set(kindOf(type), (kinds.get(kindOf(type)) ?? 0) + 1);
  return [...kinds].map(([kind, count]) => `${count} ${kind}`).join(", ");
}

const nameOf = (urn: string): string => urn.split("::").at(-1) ?? urn;

function shown({ service, stack }: Wanted, plan: Retirement): readonly string[] {
  const guarded = plan.deleted.filter(({ protect }) => protect);
  return [
    `Retiring ${service} on ${stack}`,
    `  stays in the cloud, no longer in the stack: ${plan.kept.length === 0 ? "nothing" : counted(plan.kept)}`,
    ...plan.kept
      .filter(({ type }) => kindOf(type) === "Bucket")
      .map(({ inputs }) => `    bucket ${String(inputs["bucket"])} in ${String(inputs["region"])}`),
    ...plan.buckets.map(
      ({ bucket, region }) => `  is emptied, and then deleted: bucket ${bucket} in ${region}`,
    ),
    `  is deleted by the next update: ${plan.deleted.length} resources`,
    ...(guarded.length === 0
      ? []
      : [
          `  of these protected until now: ${guarded.map(({ urn, type }) => `${kindOf(type)} ${nameOf(urn)}`).join(", ")}`,
        ]),
  ];
}

const day = (date: Date): string => date.toISOString().replace(/[.]\d+Z$/, "Z");

/** Empties the buckets. @returns what object lock still keeps, a line for each bucket */
async function emptyAll(buckets: readonly StoredBucket[], outside: Outside): Promise<readonly string[]> {
  const left: string[] = [];
  for (const each of buckets) {
    const { deleted, locked, until } = await outside.emptied(each);
    outside.say(`${each.bucket}: ${deleted} versions deleted`);
    if (locked > 0)
      left.push(
        `${each.bucket}: ${locked} versions are locked, the last until ${until === undefined ? "?" : day(until)}`,
      );
  }
  return left;
}

/**
 * Retires a service on one stack as far as the next `pulumi up`, which deletes it: empties its backups or marks them as kept,
 * takes the protection away, and takes it off the list of services. Without the confirmation it only says so.
 * @param known ids of the catalog's services
 * @returns exit code: 0 if done or only shown, 1 if locks keep backups that should be emptied
 * @throws ArgumentsError with every reason against it
 */
export async function retire(
  wanted: Wanted,
  file: StackFile,
  known: readonly string[],
  outside: Outside,
): Promise<number> {
  const { service, stack, vault, confirmed } = wanted;
  if (confirmed !== undefined && confirmed !== service)
    throw new ArgumentsError(`--confirm ${confirmed}: must be ${service}, the service that is retired`);
  const services = remaining(file, service, known);
  if (services.length === 0)
    throw new ArgumentsError(
      `${service} is the only service of ${stack}: a stack has at least one; pulumi destroy --stack ${stack} ends it`,
    );
  const state = await outside.exported(stack);
  const plan = state && retirementOf(state, service, vault);
  if (state === undefined || plan === undefined) {
    outside.say(`${service} is not in stack ${stack}: nothing to do`);
    return 0;
  }
  const wrong = obstacles(wanted, plan, stack === "prod" ? await outside.exported("dr") : undefined);
  if (wrong.length > 0) throw new ArgumentsError(wrong.join("; "));
  for (const line of shown(wanted, plan)) outside.say(line);
  if (confirmed === undefined) {
    outside.say(
      `Nothing was changed. To do it: npm run retire -- ${service} --stack ${stack} --vault ${vault} --confirm ${service}`,
    );
    return 0;
  }
  const left = await emptyAll(plan.buckets, outside);
  if (left.length > 0) {
    for (const line of left) outside.say(line);
    outside.say(
      "The stack was not changed. Locks are not bypassed: run it again after that time, with the service fenced until then.",
    );
    return 1;
  }
  // Emptying takes a while: what the stack has become meanwhile is what is marked.
  const now = (await outside.exported(stack)) ?? state;
  await outside.imported(stack, (retirementOf(now, service, vault) ?? plan).state);
  file.apply(new Map([["lifeboat:services", services]]), true);
  file.save();
  outside.say(
    `Marked in the state, and taken off lifeboat:services. Next: pulumi preview --stack ${stack} --diff && pulumi up --stack ${stack}`,
  );
  return 0;
}
