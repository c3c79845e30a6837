import { kinds } from "./kinds";
import type { Changed, Given, Mutation } from "./mutation";
import { but, changed } from "./table";

const NAME = "app.kubernetes.io/name";
const LABEL = `spec template metadata labels ${NAME}`;
const NAMESPACE = "dotmac-production";

/** The parts of one service that these tables set up: what is scaled, and what has a Service and no budget. */
const API = "dotmac-platform-.*-dotmac-api-";
const EXPORTER = "dotmac-platform-scraping-exporter-";

const one = (of: readonly string[], name: string, at: string, to: Changed["to"]): Given => ({
  of,
  named: new RegExp(name),
  at,
  to,
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
const { autoscaler, deployment, disruptionBudget, service } = kinds;
const SCALED = "spec scaleTargetRef";
const exporter = "postgres-exporter";
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
      ["spec template metadata labels app.kubernetes.io/part-of", "other"],
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
];

const drains = "disruption-budget-lets-nodes-drain";
const least = (minimum: number): readonly Given[] => [
  one(disruptionBudget, API, "spec maxUnavailable", undefined),
  one(disruptionBudget, API, "spec minAvailable", minimum),
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
  ...[LABEL, "spec template metadata labels app.kubernetes.io/part-of"].flatMap((at) =>
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
];

/** What the rules on disruption budgets guard, of all that they set against each other. */
export const budgets: readonly Mutation[] = [...asked, ...drained];
