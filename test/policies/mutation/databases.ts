import type { Value } from "../../../policies/support/input/value";
import { kinds } from "./kinds";
import type { Given, Mutation } from "./mutation";
import { waiting } from "./suspended";
import { but, changed, with1 } from "./table";

const RULE = "database-has-a-backup";
const WAITS = "recovery-job-is-not-suspended";
const NAME = "metadata name";
const NAMESPACE = "metadata namespace";
const SETTINGS = "settings";

/** One ConfigMap of each namespace. */
const ONE = /-posture-guard-settings$|^logs-files$/;
const BACKUPS = /-jobs-backup$/;
const JACKPOT = "^jackpot-service-posture-guard-settings$";
/** What runs all the time and names no database. */
const EXPORTER = "^jackpot-service-scraping-exporter-deployment$";

const { configMap, cronJob, daemonSet, deployment, pods, statefulSet } = kinds;
const one = (at: string, to: Value): Given => ({ of: configMap, named: ONE, at, to });

/** The ConfigMap `settings` of each namespace names a database that nobody backs up, by names that nobody uses else. */
const another: readonly Given[] = [
  one(NAME, SETTINGS),
  one("data", { DATABASE_HOST: "another", DATABASE_NAME: "another" }),
];
const all = (given: object): readonly Value[] => [{ configMapRef: { name: SETTINGS }, ...given }];
const key = (name: string): Value => ({
  name,
  valueFrom: { configMapKeyRef: { name: SETTINGS, key: name } },
});
const BY_KEY = with1(key("DATABASE_HOST"), key("DATABASE_NAME"));

/** Ways to name that database by `settings`, of pods that did not. */
const named = (
  rule: string,
  of: readonly string[],
  except: RegExp | undefined,
  stack: "prod" | "dr",
  more: readonly Given[] = [],
) =>
  [
    ...changed(
      rule,
      of,
      [
        ["container envFrom", all({})],
        ["container env", BY_KEY],
      ],
      except,
      { stack, given: [...another, ...more] },
    ),
    ...changed(rule, of, [["container envFrom 0 prefix", ""]], except, {
      stack,
      given: [...another, ...more, { of, at: "container envFrom", to: all({ prefix: "X_" }) }],
    }),
  ] satisfies readonly Mutation[];

/** Ways for that ConfigMap to become the one which a pod takes its variables from. */
const found = (rule: string, of: readonly string[], name: RegExp, stack: "prod" | "dr") => {
  const namespace = stack === "dr" ? "jackpot-service-dr" : "jackpot-service";
  const taken: Given = { of, named: name, at: "container envFrom", to: all({}) };
  return [
    [NAME, "other", SETTINGS] as const,
    [NAMESPACE, "elsewhere", namespace] as const,
    ["data", { OTHER: "another" }, { DATABASE_HOST: "another", DATABASE_NAME: "another" }] as const,
  ].flatMap(([at, from, to]) =>
    changed(rule, configMap, [[at, to]], but(JACKPOT), {
      stack,
      given: [...another, taken, { of: configMap, named: new RegExp(JACKPOT), at, to: from }],
    }),
  );
};

/** Every pod names the one database of its namespace, which the backup there names too. */
const own: readonly Given[] = [
  {
    of: pods,
    at: "container env",
    to: [
      { name: "PGHOST", value: "db" },
      { name: "PGDATABASE", value: "app" },
    ],
  },
  { of: daemonSet, at: NAMESPACE, to: "jackpot-service" },
  { of: cronJob, named: /^log-retention/, at: NAMESPACE, to: "jackpot-service" },
];

/** What the rules on databases guard, of names that are in ConfigMaps and of hosts in a namespace. */
export const databases: readonly Mutation[] = [
  ...named(RULE, pods, BACKUPS, "prod"),
  ...found(RULE, deployment, new RegExp(EXPORTER), "prod"),
  ...changed(RULE, pods, [[NAMESPACE, "elsewhere"]], BACKUPS, { stack: "prod", given: own }),
  ...named(WAITS, deployment, but(EXPORTER), "dr"),
  ...named(WAITS, statefulSet, undefined, "prod", waiting),
  ...found(WAITS, deployment, new RegExp(EXPORTER), "dr"),
];
