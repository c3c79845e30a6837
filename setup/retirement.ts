import { z } from "zod";
import type { Posture } from "../infra/catalog/types";
import { readStanding } from "../infra/recovery/standing";
import { below, marked, resourcesOf, type StackState, type StateResource } from "./stack-state";

/** What becomes of a service's backups. */
export const vaultChoices = ["keep", "empty"] as const;
export type VaultChoice = (typeof vaultChoices)[number];

/** A bucket to empty. */
export interface StoredBucket {
  readonly bucket: string;
  readonly region: string;
}

/** What a retirement does to a stack. */
export interface Retirement {
  /** Posture of the service at the stack's last update; undefined if it did not declare the service any more. */
  readonly posture: Posture | undefined;
  /** Resources that the stack gives up and the cloud keeps. */
  readonly kept: readonly StateResource[];
  /** Resources that the next update deletes, those first that were protected. */
  readonly deleted: readonly StateResource[];
  /** Buckets that must be empty before that. */
  readonly buckets: readonly StoredBucket[];
  /** The state to import. */
  readonly state: StackState;
}

const SERVICE = "lifeboat:index:ServiceEnvironment";
const BACKUPS = ["lifeboat:index:Vault", "lifeboat:index:Repository"];
/** Kept whatever is asked for: the law asks for it, and its lock binds the account's root too. */
const LEGAL = "lifeboat:index:LegalVault";
const BUCKET = "aws:s3/bucket:Bucket";

const place = z.object({ bucket: z.string(), region: z.string() });

/** What the stack says of its services. */
function standingOf(resources: readonly StateResource[], service: string): Posture | undefined {
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  const standing = readStanding(stack?.outputs["standing"]);
  return (standing?.services[service] ?? standing?.others)?.posture;
}

/** Whether a stack has resources of a service. */
export const hasService = (state: StackState, service: string): boolean =>
  resourcesOf(state).some(({ type, urn }) => type === SERVICE && urn.endsWith(`::${service}`));

/**
 * What retiring a service does to a stack: it takes the protection away from all that is the service's, and marks what is to be
 * kept, so that an update without the service deletes all the rest and leaves that in the cloud.
 * @returns undefined if the stack has nothing of it
 */
export function retirementOf(state: StackState, service: string, vault: VaultChoice): Retirement | undefined {
  const resources = resourcesOf(state);
  const root = resources.find(({ type, urn }) => type === SERVICE && urn.endsWith(`::${service}`));
  if (root === undefined) return undefined;
  const own = below(resources, root.urn);
  const keeps = [LEGAL, ...(vault === "keep" ? BACKUPS : [])];
  const kept = own.filter(({ type }) => keeps.includes(type)).flatMap(({ urn }) => below(own, urn));
  const urns = new Set(kept.map(({ urn }) => urn));
  const rest = own.filter(({ urn }) => !urns.has(urn));
  const marks = new Map(
    own.map(({ urn }) => [urn, { protect: false, retainOnDelete: urns.has(urn) }] as const),
  );
  return {
    posture: standingOf(resources, service),
    kept: kept.filter(({ custom }) => custom),
    deleted: rest
      .filter(({ custom }) => custom)
      .sort((one, other) => Number(other.protect) - Number(one.protect)),
    buckets: rest.filter(({ type }) => type === BUCKET).map(({ inputs }) => place.parse(inputs)),
    state: marked(state, marks),
  };
}
