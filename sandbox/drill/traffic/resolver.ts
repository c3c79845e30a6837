import type { Clock } from "../clock";
import { follow, normalName, type Answer } from "./records";

/** Where a host is, as a client believes. */
export interface Resolved {
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** Host name at which the chain ended: an environment's ingress. */
  readonly answeredBy: string;
  /** Set identifier of the failover record on the way, such as `primary`; undefined when there was none. */
  readonly side: string | undefined;
  /** Shortest TTL of the records on the way; 0 when the host has an address itself. */
  readonly ttlSeconds: number;
}

/** A caching resolver, as a client or its provider has one. */
export interface Resolver {
  /** Where a host is. @throws UnknownNameError when it leads nowhere. */
  resolve(host: string): Resolved;
}

/** What a resolver asks. */
export interface ResolverOptions {
  /** Route 53, or anything that answers for a name. */
  readonly authority: { answer(name: string): Answer | undefined };
  /** Ports on 127.0.0.1 of the host names at which chains end. */
  readonly addresses: ReadonlyMap<string, number>;
  readonly clock: Clock;
}

/** A resolver that keeps each record for its own TTL, not a moment shorter; that a name is unknown is not kept. */
export function createResolver({ authority, addresses, clock }: ResolverOptions): Resolver {
  const kept = new Map<string, { readonly answer: Answer; readonly untilMs: number }>();
  const cached = (name: string): Answer | undefined => {
    const key = normalName(name);
    const known = kept.get(key);
    if (known !== undefined && clock.now() < known.untilMs) return known.answer;
    const answer = authority.answer(key);
    if (answer === undefined) kept.delete(key);
    else kept.set(key, { answer, untilMs: clock.now() + clock.toRealMs(answer.ttlSeconds) });
    return answer;
  };
  return {
    resolve: (host) => {
      const { host: answeredBy, port, answers } = follow(host, cached, addresses);
      return {
        port,
        answeredBy,
        side: answers.find(({ failover }) => failover !== undefined)?.setIdentifier,
        ttlSeconds: answers.length === 0 ? 0 : Math.min(...answers.map(({ ttlSeconds }) => ttlSeconds)),
      };
    },
  };
}
