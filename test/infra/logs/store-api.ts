import { z } from "zod";

/** Which of the two stores it is. */
export type StoreKind = "elasticsearch" | "opensearch";

/** An answer over HTTP. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A policy of OpenSearch with what its next change has to name. */
interface Versioned {
  readonly policy: Readonly<Record<string, unknown>>;
  readonly seqNo: number;
}

const PRIMARY_TERM = 3;
const object = z.record(z.string(), z.unknown());
const ismBody = z.strictObject({ policy: z.looseObject({ states: z.array(z.looseObject({})) }) });

const json = (status: number, body: unknown): Reply => ({ status, text: JSON.stringify(body) });
const refusal = (status: number, type: string, reason: string): Reply =>
  json(status, { error: { type, reason }, status });

/** Documents and indices of a store, as Elasticsearch 8 and OpenSearch 2 tell and take them. */
export class StoreApi {
  kind: StoreKind = "elasticsearch";
  /** Indices by name, with the milliseconds since 1970 at which each was made. */
  indices: Readonly<Record<string, number>> = {};
  /** Documents that are simply overwritten, by path. */
  readonly documents = new Map<string, unknown>();
  /** Policies of index state management, by path. */
  readonly policies = new Map<string, Versioned>();
  private changes = 6;

  /** Writes a policy as somebody else would. */
  change(path: string, policy: Readonly<Record<string, unknown>>): void {
    this.policies.set(path, { policy, seqNo: (this.changes += 1) });
  }

  /** Answers what is no bulk request. */
  reply(method: string, url: URL, body: string): Reply {
    const path = url.pathname.slice(1);
    if (method === "GET" && path === "") return json(200, this.about());
    if (method === "GET" && path.endsWith("/_settings/index.creation_date")) return this.settings(path, url);
    if (method === "PUT" && path.startsWith("_index_template/")) return this.overwrite(path, body);
    if (method === "PUT" && path.startsWith("_ilm/policy/") && this.kind === "elasticsearch")
      return this.overwrite(path, body);
    if (path.startsWith("_plugins/_ism/policies/") && this.kind === "opensearch") {
      if (method === "GET") return this.policy(path);
      if (method === "PUT") return this.putPolicy(path, url.searchParams, body);
    }
    return json(400, { error: `no handler found for uri [/${path}] and method [${method}]` });
  }

  private about(): object {
    return this.kind === "opensearch"
      ? {
          version: { distribution: "opensearch", number: "2.19.1" },
          tagline: "The OpenSearch Project: https://opensearch.org/",
        }
      : { version: { number: "8.17.3", build_flavor: "default" }, tagline: "You Know, for Search" };
  }

  private settings(path: string, { searchParams }: URL): Reply {
    const prefix = path.slice(0, path.indexOf("*"));
    if (searchParams.get("flat_settings") !== "true") return refusal(400, "made_up", "nested settings");
    const found = Object.entries(this.indices).filter(([name]) => name.startsWith(prefix));
    return json(
      200,
      Object.fromEntries(
        found.map(([name, made]) => [name, { settings: { "index.creation_date": String(made) } }]),
      ),
    );
  }

  private overwrite(path: string, body: string): Reply {
    this.documents.set(path, object.parse(JSON.parse(body)));
    return json(200, { acknowledged: true });
  }

  private policy(path: string): Reply {
    const held = this.policies.get(path);
    if (held === undefined) return refusal(404, "status_exception", "Policy not found");
    return json(200, {
      _id: path.split("/").at(-1),
      _version: 1,
      _seq_no: held.seqNo,
      _primary_term: PRIMARY_TERM,
      policy: held.policy,
    });
  }

  private putPolicy(path: string, query: URLSearchParams, body: string): Reply {
    const held = this.policies.get(path);
    const [seqNo, term] = [query.get("if_seq_no"), query.get("if_primary_term")];
    if (held !== undefined && (seqNo !== String(held.seqNo) || term !== String(PRIMARY_TERM)))
      return refusal(409, "version_conflict_engine_exception", `current document has seqNo [${held.seqNo}]`);
    const { policy } = ismBody.parse(JSON.parse(body));
    // What the plug-in adds of its own.
    const retry = { count: 3, backoff: "exponential", delay: "1m" };
    const states = policy.states.map((state) => ({
      ...state,
      actions: z
        .array(object)
        .parse(state["actions"])
        .map((action) => ({ retry, ...action })),
    }));
    const templates = z.array(object).parse(policy["ism_template"]);
    this.change(path, {
      policy_id: path.split("/").at(-1),
      schema_version: 21,
      error_notification: null,
      ...policy,
      states,
      ism_template: templates.map((each) => ({ ...each, last_updated_time: 1_772_000_000_000 })),
    });
    return json(held === undefined ? 201 : 200, { _id: path.split("/").at(-1) });
  }
}
