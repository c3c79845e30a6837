import { kinds } from "./kinds";
import type { Given, Mutation } from "./mutation";
import { but, changed, with1 } from "./table";

const RULE = "recovery-job-is-not-suspended";
const COMPONENT = "metadata labels app.kubernetes.io/component";
const REASON = "metadata annotations lifeboat/suspended-for";
const proofs = but("-(verify|drill)$");
const DATABASE = with1({ name: "PGHOST", value: "db.example.com" }, { name: "PGDATABASE", value: "app" });
const isSuspended = { of: kinds.cronJob, at: "spec suspend", to: true };

/** The service beside a database server waits; the server itself names no database yet. */
export const waiting: readonly Given[] = [
  { ...isSuspended, named: /^jackpot-service-/ },
  { of: kinds.deployment, named: /^jackpot-service-/, at: "spec replicas", to: 0 },
];
/** Now it does. */
const WRITING: Given = { of: kinds.statefulSet, at: "container env", to: DATABASE };

/** What the rule on suspended jobs guards: dr waits, and each of its writers has 0 replicas. */
export const suspended: readonly Mutation[] = [
  ...changed(RULE, kinds.cronJob, [["spec suspend", true]], but("(?<!config)-(backup|verify|drill)$"), {
    stack: "prod",
  }),
  ...changed(RULE, kinds.cronJob, [[REASON, undefined]], proofs, {
    stack: "prod",
    given: [
      { ...isSuspended, named: /-(verify|drill)$/ },
      { of: kinds.cronJob, named: /-(verify|drill)$/, at: REASON, to: "an emergency" },
    ],
  }),
  ...changed(RULE, kinds.cronJob, [[COMPONENT, "backup"]], but("-restore$"), { stack: "prod" }),
  ...changed(RULE, kinds.cronJob, [["metadata namespace", "elsewhere"]], but("(?<!config)-backup$"), {
    stack: "dr",
  }),
  ...changed(
    RULE,
    kinds.deployment,
    [
      ["spec replicas", 2],
      ["metadata namespace", "elsewhere"],
    ],
    but("-(dotmac-api|jackpot-service|kyb-platform|tasks-api)-deployment$"),
    { stack: "dr" },
  ),
  ...changed(
    RULE,
    kinds.deployment,
    [["container env", with1({ name: "PGHOST", value: "db" }, { name: "PGDATABASE", value: "app" })]],
    but("-scraping-exporter-deployment$"),
    { stack: "dr" },
  ),
  ...changed(RULE, kinds.statefulSet, [["container env", DATABASE]], undefined, {
    stack: "prod",
    given: waiting,
  }),
  ...(
    [
      ["spec replicas", 0, 1],
      ["metadata namespace", "elsewhere", "jackpot-service"],
    ] as const
  ).flatMap(([at, from, to]) =>
    changed(RULE, kinds.statefulSet, [[at, to]], undefined, {
      stack: "prod",
      given: [...waiting, WRITING, { of: kinds.statefulSet, at, to: from }],
    }),
  ),
];
