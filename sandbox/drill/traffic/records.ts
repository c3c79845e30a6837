import { z } from "zod";

/** Which of the two a failover record is. */
export type Failover = "PRIMARY" | "SECONDARY";

/** A CNAME record set. */
export interface RecordSet {
  /** Lower case, without the dot at the end, as all names here. */
  readonly name: string;
  /** Name that it points at. */
  readonly target: string;
  /** Seconds for which a resolver may keep it. */
  readonly ttlSeconds: number;
  /** Tells record sets of one name apart. */
  readonly setIdentifier: string | undefined;
  readonly failover: Failover | undefined;
  /** Share of the answers in relation to the weights of all sets of the name, 0 to 255. */
  readonly weight: number | undefined;
  /** Without one it counts as healthy. */
  readonly healthCheckId: string | undefined;
}

/** What one name leads to. */
export type Answer = Pick<RecordSet, "name" | "target" | "ttlSeconds" | "setIdentifier" | "failover">;

/** Where a chain of answers ends. */
export interface Followed {
  /** Host name that has an address. */
  readonly host: string;
  /** Its TCP port on 127.0.0.1. */
  readonly port: number;
  /** The answers on the way, first one first; empty when the host asked for has an address itself. */
  readonly answers: readonly Answer[];
}

/** A name that leads nowhere. */
export class UnknownNameError extends Error {}

/** Longest chain of CNAME records that is followed. */
const CHAIN_LIMIT = 8;

const apiRecordSet = z.object({
  Name: z.string(),
  Type: z.string(),
  TTL: z.number().nullish(),
  ResourceRecords: z.array(z.object({ Value: z.string() })).nullish(),
  SetIdentifier: z.string().nullish(),
  Weight: z.number().nullish(),
  Failover: z.enum(["PRIMARY", "SECONDARY"]).nullish(),
  HealthCheckId: z.string().nullish(),
});

/** A name as it is compared: lower case, without the dot at the end. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/**
 * Reads `ResourceRecordSets` as Route 53's API lists them; only CNAME records are kept, the stacks declare no others.
 * @throws when a record set has not the API's form, or a CNAME has other than one value.
 */
export function parseRecordSets(json: unknown): readonly RecordSet[] {
  return z
    .array(apiRecordSet)
    .parse(json)
    .filter(({ Type }) => Type === "CNAME")
    .map((set) => {
      const [value, ...more] = set.ResourceRecords ?? [];
      if (value === undefined || more.length > 0)
        throw new Error(
          `record set ${set.Name} CNAME: has ${more.length + (value ? 1 : 0)} values, must be 1`,
        );
      return {
        name: normalName(set.Name),
        target: normalName(value.Value),
        ttlSeconds: set.TTL ?? 0,
        setIdentifier: set.SetIdentifier ?? undefined,
        failover: set.Failover ?? undefined,
        weight: set.Weight ?? undefined,
        healthCheckId: set.HealthCheckId ?? undefined,
      };
    });
}

/** One of several by weight: those of weight 0 only when there are no others, and then each as often. */
function byWeight(sets: readonly RecordSet[], random: () => number): RecordSet | undefined {
  if (sets.length < 2) return sets[0];
  const weighed = sets.filter(({ weight }) => (weight ?? 1) > 0);
  if (weighed.length === 0) return sets[Math.floor(random() * sets.length)];
  const total = weighed.reduce((sum, { weight }) => sum + (weight ?? 1), 0);
  let rest = random() * total;
  return weighed.find(({ weight }) => (rest -= weight ?? 1) < 0) ?? weighed.at(-1);
}

/**
 * What Route 53 answers for a name now. Failover: PRIMARY when healthy, else SECONDARY when healthy, else PRIMARY.
 * Weighted: one of the healthy sets, of all when none is healthy.
 * @param random from 0 to less than 1
 */
export function answerOf(
  recordSets: readonly RecordSet[],
  name: string,
  isHealthy: (healthCheckId: string) => boolean,
  random: () => number,
): Answer | undefined {
  const sets = recordSets.filter((set) => set.name === normalName(name));
  const healthy = sets.filter(({ healthCheckId }) => healthCheckId === undefined || isHealthy(healthCheckId));
  const of = (wanted: Failover) => (set: RecordSet) => set.failover === wanted;
  return sets.some(({ failover }) => failover !== undefined)
    ? (healthy.find(of("PRIMARY")) ??
        healthy.find(of("SECONDARY")) ??
        sets.find(of("PRIMARY")) ??
        sets.find(of("SECONDARY")))
    : byWeight(healthy.length > 0 ? healthy : sets, random);
}

/**
 * Follows answers from a host to one that has an address.
 * @throws UnknownNameError when a name has neither record nor address, or the chain does not end.
 */
export function follow(
  host: string,
  answer: (name: string) => Answer | undefined,
  addresses: ReadonlyMap<string, number>,
): Followed {
  const answers: Answer[] = [];
  let name = normalName(host);
  for (;;) {
    const port = addresses.get(name);
    if (port !== undefined) return { host: name, port, answers };
    const next = answer(name);
    const way = [...answers.map((one) => one.name), name].join(" → ");
    if (next === undefined)
      throw new UnknownNameError(
        `name ${way}: has neither a CNAME record nor an address; addresses are known of ${[...addresses.keys()].join(", ")}`,
      );
    if (answers.length === CHAIN_LIMIT)
      throw new UnknownNameError(
        `name ${way}: longer than ${CHAIN_LIMIT} CNAME records; let it end at a host with an address`,
      );
    answers.push(next);
    name = next.target;
  }
}
