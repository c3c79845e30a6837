import type { Rule } from "../flag";
import { anyOf, lessened, noLonger, whenDeleted, whenKept } from "../findings";
import { changedLeaves } from "../leaves";
import { at, listOf, textOf } from "../value";
import { templateOf } from "./pods";
import { STATEFUL } from "./stateful";

/** Changes named in one finding. */
const MOST_NAMED = 4;

/** Properties that never replace, whatever the provider. */
const IN_PLACE = /^(tags|tagsAll|labels|annotations|description|metadata)$/;

const podsRestart = whenKept((before, after) => {
  // A CronJob's next run has the new template, and none is stopped for it.
  if (!before.type.startsWith("kubernetes:apps/")) return [];
  const paths = changedLeaves(templateOf(before), templateOf(after)).map(({ path }) => path);
  const more = paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : "";
  return paths.length === 0
    ? []
    : [`its pods start again for ${paths.slice(0, MOST_NAMED).join(", ")}${more}`];
});

/** What stops, starts again or is reached otherwise while the update runs. */
export const disruption: readonly Rule[] = [
  {
    id: "pods-restart",
    kind: "disruption",
    types: /^kubernetes:apps\/v1:(Deployment|StatefulSet|DaemonSet)$/,
    findings: podsRestart,
    remedy: "expect it: the gate's jobs run first, then pods are replaced within the disruption budget",
  },
  {
    id: "workload-replaced",
    kind: "disruption",
    types: /^kubernetes:(apps\/v1:(Deployment|DaemonSet)|core\/v1:Service|networking\.k8s\.io\/v1:Ingress)$/,
    findings: anyOf(
      ({ operation, replacedBy }) =>
        operation === "replace" ? [`is deleted and created again for ${replacedBy.join(", ")}`] : [],
      whenDeleted("is deleted"),
    ),
    remedy: "expect requests to fail meanwhile, or make the new one under another name first",
  },
  {
    id: "replicas-fewer",
    kind: "disruption",
    types:
      /^kubernetes:(apps\/v1:Deployment|autoscaling\/v2:HorizontalPodAutoscaler|policy\/v1:PodDisruptionBudget)$/,
    findings: anyOf(
      lessened("spec.replicas", "replicas"),
      lessened("spec.minReplicas", "minimum of replicas"),
      lessened("spec.maxReplicas", "maximum of replicas"),
      lessened("spec.minAvailable", "pods that must stay available"),
      ({ type, operation }) =>
        operation === "delete" && !type.endsWith(":Deployment") ? ["is deleted"] : [],
    ),
    remedy:
      "two replicas at least outlive a node; keep what capacity planning says (the catalog's `capacity`)",
  },
  {
    id: "dns-changes",
    kind: "disruption",
    types: /^aws:route53\/record:Record$|^cloudflare:index\/(record|dnsRecord):/,
    findings: anyOf(
      whenKept((before, after) =>
        ["records", "content", "aliases", "type"]
          .filter((name) => changedLeaves(before.inputs[name], after.inputs[name]).length > 0)
          .map(
            (name) =>
              `${name}: ${JSON.stringify(before.inputs[name])} → ${JSON.stringify(after.inputs[name])}`,
          ),
      ),
      (change, others) =>
        change.type.startsWith("cloudflare:") ? whenDeleted("is deleted")(change, others) : [],
    ),
    remedy: "clients keep the old answer for the record's TTL: leave the old target up so long",
  },
  {
    id: "hosts-served-change",
    kind: "disruption",
    types: /^kubernetes:networking\.k8s\.io\/v1:Ingress$/,
    findings: whenKept((before, after) => {
      const hosts = (rules: unknown) =>
        new Set(listOf(rules).map((rule) => textOf(at(rule, "host")) ?? "any host"));
      const now = hosts(at(after.inputs, "spec.rules"));
      return [...hosts(at(before.inputs, "spec.rules"))]
        .filter((host) => !now.has(host))
        .map((host) => `${host} is not served any more`);
    }),
    remedy: "remove the host from DNS first",
  },
  {
    id: "cdn-changes",
    kind: "disruption",
    types: /^cloudflare:index\/(ruleset|zoneSetting|pageRule):/,
    findings: anyOf(
      whenDeleted("is deleted"),
      whenKept((before, after) => {
        const paths = changedLeaves(before.inputs, after.inputs).map(({ path }) => path);
        return paths.length === 0
          ? []
          : [`every request through the CDN meets it: ${paths.slice(0, MOST_NAMED).join(", ")}`];
      }),
    ),
    remedy: "look at cache and redirects after the update; a purge fills the cache from the origin again",
  },
  {
    id: "replacement-unknown",
    kind: "disruption",
    types: STATEFUL,
    findings: ({ operation, mayReplace, before, after }) => {
      const paths = changedLeaves(before?.inputs, after?.inputs).map(
        ({ path }) => path.split(".")[0] ?? path,
      );
      const names = [...new Set(paths)].filter((name) => !IN_PLACE.test(name)).slice(0, MOST_NAMED);
      return operation === "update" && mayReplace === true && names.length > 0
        ? [
            `is shown as updated for ${names.join(", ")}; whether that replaces it, with what it holds, is not known here`,
          ]
        : [];
    },
    remedy:
      "look in the provider's documentation, or at `pulumi preview` with the account, before the update",
  },
  {
    id: "data-store-changes",
    kind: "disruption",
    types: /^aws:(rds|docdb|neptune|elasticache)\//,
    findings: anyOf(noLonger("applyImmediately", false, false), lessened("allocatedStorage")),
    remedy: "apply it in the maintenance window",
  },
];
