import type { Service } from "../catalog/types";
import { collector } from "./collector";

type Kept = Pick<Service, "id" | "housekeeping">;

const policyName = (days: number): string => `${collector.prefix}-logs-${days}d`;

/** Indices of a service: one a day, by the day of the line. */
export const indexPattern = (service: string): string => `${collector.prefix}-${service}-*`;

/** A field of any depth that adds nothing to the mapping: values in it are found by their paths. */
const OPEN_FIELD = { elasticsearch: "flattened", opensearch: "flat_object" } as const;

/** Documents of a store, by the path that each is put to. */
export type StoreDocuments = Readonly<Record<string, object>>;

/** How each kind of store deletes an index after so many days: a path and a document. */
const POLICY = {
  elasticsearch: (days: number): StoreDocuments => ({
    [`_ilm/policy/${policyName(days)}`]: {
      policy: { phases: { hot: { actions: {} }, delete: { min_age: `${days}d`, actions: { delete: {} } } } },
    },
  }),
  opensearch: (days: number, services: readonly string[]): StoreDocuments => ({
    [`_plugins/_ism/policies/${policyName(days)}`]: {
      policy: {
        description: `Logs are deleted after ${days} days`,
        default_state: "kept",
        states: [
          {
            name: "kept",
            actions: [],
            transitions: [{ state_name: "deleted", conditions: { min_index_age: `${days}d` } }],
          },
          { name: "deleted", actions: [{ delete: {} }], transitions: [] },
        ],
        ism_template: [{ index_patterns: services.map(indexPattern), priority: 200 }],
      },
    },
  }),
} as const;

/**
 * The documents of a store: a policy for each retention of the catalog, and a template for each service's indices.
 * @returns path below the store's URL to the document that is put there, policies first
 */
export function storeDocuments(kind: keyof typeof POLICY, services: readonly Kept[]): StoreDocuments {
  const days = [...new Set(services.map(({ housekeeping }) => housekeeping.logRetentionDays))];
  const keeping = (wanted: number) =>
    services.filter(({ housekeeping }) => housekeeping.logRetentionDays === wanted).map(({ id }) => id);
  const policies = days.flatMap((each) => Object.entries(POLICY[kind](each, keeping(each))));
  const templates = services.map(({ id, housekeeping }): [string, object] => [
    `_index_template/${collector.prefix}-${id}`,
    {
      index_patterns: [indexPattern(id)],
      priority: 200,
      template: {
        settings:
          kind === "elasticsearch"
            ? { "index.lifecycle.name": policyName(housekeeping.logRetentionDays) }
            : {},
        mappings: {
          dynamic: false,
          properties: {
            "@timestamp": { type: "date_nanos" },
            service: { type: "keyword" },
            environment: { type: "keyword" },
            stream: { type: "keyword" },
            level: { type: "keyword", ignore_above: 64 },
            message: { type: "text" },
            refused: { type: "keyword" },
            fields: { type: OPEN_FIELD[kind] },
            kubernetes: {
              properties: {
                namespace: { type: "keyword" },
                pod: { type: "keyword" },
                container: { type: "keyword" },
              },
            },
          },
        },
      },
    },
  ]);
  return Object.fromEntries([...policies, ...templates]);
}
