import type { ProviderConfig } from "./model";
import { type PropertyMap, type Value, isMap, revealAll } from "./value";

/** One configured provider of one engine. Several share a server: each has a connection of its own. */
export interface ProviderSession {
  readonly config: ProviderConfig;
  /** Host and port of the engine's own server; empty when it has not said. */
  readonly engine: string;
  /** Aborted when the engine cancels, so that work under way can stop. */
  readonly abort: AbortController;
}

/** Keeps the sessions by the peer's address. */
export class ProviderSessions {
  private readonly byPeer = new Map<string, ProviderSession>();
  private readonly engines = new Map<string, string>();

  /** Notes which engine has opened a connection. */
  greet(peer: string, engine: string): void {
    this.engines.set(peer, engine);
  }

  /** Starts a session; a second Configure on the same connection replaces the first. */
  configure(peer: string, config: PropertyMap): void {
    const engine = this.engines.get(peer) ?? "";
    this.byPeer.set(peer, { config: decodeConfig(config), engine, abort: new AbortController() });
  }

  /**
   * The session of a connection. A new connection (gRPC closes idle ones) is not known:
   * if there is only one session, it must be that one.
   * @throws Error if it is not known whose configuration to use
   */
  of(peer: string): ProviderSession {
    const session = this.byPeer.get(peer);
    if (session !== undefined) return session;
    const [only, ...others] = [...this.byPeer.values()];
    if (only !== undefined && others.length === 0) return only;
    throw new Error(`The provider was not configured on this connection (${peer}): run the command again.`);
  }

  /** Cancels the work of one engine's connection. */
  cancel(peer: string): void {
    this.byPeer.get(peer)?.abort.abort();
  }
}

/** Provider configuration travels as text; lists and maps inside it are JSON. Secrets are revealed. */
export function decodeConfig(config: PropertyMap): ProviderConfig {
  const bare = revealAll(config);
  if (!isMap(bare)) return {};
  return Object.fromEntries(Object.entries(bare).map(([name, value]) => [name, decode(value)]));
}

function decode(value: Value | undefined): Value | undefined {
  if (typeof value !== "string" || !/^(\[|\{|"|true$|false$)/.test(value)) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return isValue(parsed) ? parsed : value;
  } catch {
    return value;
  }
}

function isValue(value: unknown): value is Value {
  return value === null || ["boolean", "number", "string", "object"].includes(typeof value);
}
