import { kinds } from "./kinds";
import type { Changed, Given, Mutation } from "./mutation";
import { but, changed } from "./table";

const NAME = "app.kubernetes.io/name";
const LABEL = `spec template metadata labels ${NAME}`;
const PART_OF = "spec template metadata labels app.kubernetes.io/part-of";
const NAMESPACE = "dotmac-production";

/** The parts of one service that these tables set up: what is scaled, and what has a Service and no budget. */
const API = "dotmac-platform-.*-dotmac-api-";
const EXPORTER = "dotmac-platform-scraping-exporter-";
/** A database server and what scales its service, by their logical names; then the names of server and service. */
const SERVER = "jackpot-service-server-";
const SCALER = "jackpot-service-.*-autoscaler$";
const [SERVER_NAME, SERVICE_NAME] = ["postgresql", "jackpot-service"];

const one = (of: readonly string[], name: string, at: string, to: Changed["to"]): Given => ({
  of,
  named: new RegExp(name),
  at,
  to,
});

/** The server is scaled in place of its service. */
export const scaledServer = one(kinds.autoscaler, SCALER, "spec scaleTargetRef", {
  kind: "StatefulSet",
  name: SERVER_NAME,
});

/** A resource that is sound with another value at a place, and broken with this one. */
const becomes = (
  rule: string,
  [of, name, at]: readonly [of: readonly string[], name: string, at: string],
  [from, to]: readonly [from: Changed["to"], to: Changed["to"]],
  ...more: readonly Given[]
): readonly Mutation[] =>
  changed(rule, of, [[at, to]], but(name), { stack: "prod", given: [one(of, name, at, from), ...more] });

const asks = "workload-has-disruption-budget";
const EXPRESSIONS = "spec selector matchExpressions";
const expression = (given: object) => [{ key: NAME, operator: "In", values: ["dotmac-api"], ...given }];
const { autoscaler, deployment, disruptionBudget, service, statefulSet } = kinds;
const SCALED = "spec scaleTargetRef";
const exporter = "postgres-exporter";
/** The server's budget selects nothing. */
const unguarded = one(disruptionBudget, SERVER, `spec selector matchLabels ${NAME}`, "other");
const twice = one(deployment, EXPORTER, "spec replicas", 2);

const asked: readonly Mutation[] = [
  ...becomes(asks, [autoscaler, API, `${SCALED} name`], ["other", exporter]),
  ...becomes(
    asks,
    [autoscaler, API, `${SCALED} kind`],
    ["StatefulSet", "Deployment"],
    one(autoscaler, API, `${SCALED} name`, exporter),
  ),
  ...becomes(
    asks,
    [autoscaler, API, "metadata namespace"],
    ["elsewhere", NAMESPACE],
    one(autoscaler, API, `${SCALED} name`, exporter),
  ),
  ...becomes(asks, [deployment, EXPORTER, "metadata name"], ["other", "dotmac-api"]),
  ...becomes(
    asks,
    [deployment, EXPORTER, "metadata namespace"],
    ["elsewhere", NAMESPACE],
    one(deployment, EXPORTER, "metadata name", "dotmac-api"),
  ),
  ...becomes(asks, [deployment, EXPORTER, "spec replicas"], [1, 2]),
  ...becomes(asks, [service, EXPORTER, `spec selector ${NAME}`], ["other", exporter], twice),
  ...becomes(asks, [service, EXPORTER, "metadata namespace"], ["elsewhere", NAMESPACE], twice),
  ...changed(
    asks,
    deployment,
    [
      [LABEL, "other"],
      [PART_OF, "other"],
    ],
    but(API),
    { stack: "prod" },
  ),
  ...changed(
    asks,
    disruptionBudget,
    [
      [`${EXPRESSIONS} * key`, "app.kubernetes.io/part-of"],
      [`${EXPRESSIONS} * operator`, "NotIn"],
      [`${EXPRESSIONS} * values *`, "other"],
    ],
    but(API),
    { stack: "prod", given: [one(disruptionBudget, API, EXPRESSIONS, expression({}))] },
  ),
  ...becomes(asks, [statefulSet, SERVER, "spec replicas"], [1, 2], unguarded),
  ...becomes(asks, [statefulSet, SERVER, "metadata name"], ["other", SERVER_NAME], unguarded, scaledServer),
  ...becomes(
    asks,
    [statefulSet, SERVER, "metadata namespace"],
    ["elsewhere", SERVICE_NAME],
    unguarded,
    scaledServer,
  ),
  ...changed(
    asks,
    statefulSet,
    [
      [LABEL, "other"],
      [PART_OF, "other"],
    ],
    undefined,
    { stack: "prod", given: [scaledServer] },
  ),
];

const drains = "disruption-budget-lets-nodes-drain";
const least = (minimum: number, name = API): readonly Given[] => [
  one(disruptionBudget, name, "spec maxUnavailable", undefined),
  one(disruptionBudget, name, "spec minAvailable", minimum),
];

const drained: readonly Mutation[] = [
  ...changed(
    drains,
    autoscaler,
    [
      ["spec minReplicas", 1],
      [`${SCALED} name`, "other"],
      [`${SCALED} kind`, "StatefulSet"],
      ["metadata namespace", "elsewhere"],
    ],
    but(API),
    { stack: "prod", given: least(1) },
  ),
  ...changed(drains, deployment, [["metadata name", "other"]], but(API), { stack: "prod", given: least(1) }),
  ...becomes(
    drains,
    [deployment, API, "spec replicas"],
    [3, 1],
    ...least(1),
    one(autoscaler, API, `${SCALED} name`, "other"),
  ),
  ...becomes(drains, [deployment, API, "metadata namespace"], ["elsewhere", NAMESPACE], ...least(100)),
  ...[LABEL, PART_OF].flatMap((at) =>
    becomes(
      drains,
      [deployment, API, at],
      ["other", at === LABEL ? "dotmac-api" : "dotmac-platform"],
      ...least(100),
    ),
  ),
  ...becomes(drains, [disruptionBudget, API, "metadata namespace"], ["elsewhere", NAMESPACE], ...least(100)),
  ...becomes(
    drains,
    [disruptionBudget, API, `spec selector matchLabels ${NAME}`],
    ["other", "dotmac-api"],
    ...least(100),
  ),
  ...(
    [
      ["key", "app.kubernetes.io/part-of", NAME],
      ["operator", "NotIn", "In"],
      ["values", ["other"], ["dotmac-api"]],
    ] as const
  ).flatMap(([part, from, to]) =>
    becomes(
      drains,
      [disruptionBudget, API, `${EXPRESSIONS} 0 ${part}`],
      [from, to],
      one(disruptionBudget, API, EXPRESSIONS, expression({ [part]: from })),
      ...least(100),
    ),
  ),
  ...becomes(drains, [statefulSet, SERVER, "spec replicas"], [3, 1], ...least(1, SERVER)),
  ...changed(drains, statefulSet, [["metadata name", "other"]], undefined, {
    stack: "prod",
    given: [scaledServer, ...least(1, SERVER)],
  }),
  ...(
    [
      ["metadata namespace", SERVICE_NAME],
      [LABEL, SERVER_NAME],
      [PART_OF, SERVICE_NAME],
    ] as const
  ).flatMap(([at, to]) =>
    becomes(drains, [statefulSet, SERVER, at], ["elsewhere", to], ...least(100, SERVER)),
  ),
];

/** What the rules on disruption budgets guard, of all that they set against each other. */
export const budgets: readonly Mutation[] = [...asked, ...drained];
