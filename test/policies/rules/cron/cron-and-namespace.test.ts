import { cronJobForbidsOverlap } from "../../../../policies/rules/cron/cron-job-forbids-overlap";
import { cronJobHasDeadlines } from "../../../../policies/rules/cron/cron-job-has-deadlines";
import { cronJobKeepsHistory } from "../../../../policies/rules/cron/cron-job-keeps-history";
import { cronJobNamesItsTimeZone } from "../../../../policies/rules/cron/cron-job-names-its-time-zone";
import { namespaceEnforcesRestricted } from "../../../../policies/rules/workload/namespace-enforces-restricted";
import { objectHasANamespace } from "../../../../policies/rules/workload/object-has-a-namespace";
import { unknown, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";
import { job, jobSays, jobUndecided } from "../../support/job";

const accepted = { name: "accepts a sound job", given: [job()] };

describeRule(cronJobForbidsOverlap, [
  accepted,
  {
    name: "refuses Replace",
    given: [job({ "spec/concurrencyPolicy": "Replace" })],
    says: jobSays("concurrencyPolicy is Replace", "Forbid is required", "set concurrencyPolicy: Forbid"),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ "spec/concurrencyPolicy": unknown })],
    says: jobUndecided("spec.concurrencyPolicy"),
  },
]);

const ACTIVE = "spec/jobTemplate/spec/activeDeadlineSeconds";
describeRule(cronJobHasDeadlines, [
  accepted,
  {
    name: "refuses a start that is never on time",
    given: [job({ "spec/startingDeadlineSeconds": 9 })],
    says: jobSays("startingDeadlineSeconds is 9", "at least 10 is required", "set how late a run may start"),
  },
  {
    name: "refuses a run without end",
    given: [job({ [ACTIVE]: undefined })],
    says: jobSays(
      "activeDeadlineSeconds is absent",
      "at least 1 is required",
      "set in jobTemplate.spec how long a run may take",
    ),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [ACTIVE]: unknown })],
    says: jobUndecided("spec.jobTemplate.spec.activeDeadlineSeconds"),
  },
]);

const zoneRemedy = ["a zone of the IANA database is required", "set timeZone, for example Etc/UTC"];
describeRule(cronJobNamesItsTimeZone, [
  accepted,
  {
    name: "refuses none",
    given: [job({ "spec/timeZone": undefined })],
    says: jobSays("timeZone is absent", ...zoneRemedy),
  },
  {
    name: "refuses a zone that is not",
    given: [job({ "spec/timeZone": "Pacific/Seattle" })],
    says: jobSays("timeZone is Pacific/Seattle", ...zoneRemedy),
  },
  {
    name: "refuses an abbreviation",
    given: [job({ "spec/timeZone": "PST" })],
    says: jobSays("timeZone is PST", ...zoneRemedy),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ "spec/timeZone": unknown })],
    says: jobUndecided("spec.timeZone"),
  },
]);

describeRule(cronJobKeepsHistory, [
  accepted,
  {
    name: "refuses to forget failures",
    given: [job({ "spec/failedJobsHistoryLimit": 0 })],
    says: jobSays("failedJobsHistoryLimit is 0", "1 to 10 is required", "set failedJobsHistoryLimit: 3"),
  },
  {
    name: "accepts more where configured",
    given: [job({ "spec/failedJobsHistoryLimit": 11 })],
    settings: { maximum: 11 },
  },
  {
    name: "cannot decide on unknown",
    given: [job({ "spec/failedJobsHistoryLimit": unknown })],
    says: jobUndecided("spec.failedJobsHistoryLimit"),
  },
]);

const LEVEL = "pod-security.kubernetes.io/enforce";
const namespace = (labels: Value) => [
  resource("kubernetes:core/v1:Namespace", "app", { metadata: { labels } }),
];
describeRule(namespaceEnforcesRestricted, [
  { name: "accepts restricted", given: namespace({ [LEVEL]: "restricted" }) },
  {
    name: "refuses baseline",
    given: namespace({ [LEVEL]: "baseline" }),
    says: [
      `violation | Namespace app: label ${LEVEL} is baseline; restricted is required; set the label ${LEVEL}: restricted`,
    ],
  },
  {
    name: "cannot decide on unknown",
    given: namespace(unknown),
    says: undecidedOn("Namespace app", "metadata.labels"),
  },
]);

const namespaceRemedy = ["a namespace other than default is required", "set metadata.namespace"];
describeRule(objectHasANamespace, [
  accepted,
  {
    name: "refuses none",
    given: [job({ "metadata/namespace": undefined })],
    says: jobSays("namespace is absent", ...namespaceRemedy),
  },
  ...[
    "autoscaling/v1:HorizontalPodAutoscaler",
    "core/v1:Endpoints",
    "discovery.k8s.io/v1:EndpointSlice",
    "monitoring.coreos.com/v1:PrometheusRule",
    "monitoring.coreos.com/v1:ServiceMonitor",
    "external-secrets.io/v1beta1:ExternalSecret",
    "cert-manager.io/v1:Certificate",
  ].map((type) => ({
    name: `refuses default for ${type}`,
    given: [resource(`kubernetes:${type}`, "one", { metadata: { namespace: "default" } })],
    says: [
      `violation | ${type.replace(/.*:/, "")} one: ${["namespace is default", ...namespaceRemedy].join("; ")}`,
    ],
  })),
  {
    name: "refuses default",
    given: [job({ "metadata/namespace": "default" })],
    says: jobSays("namespace is default", ...namespaceRemedy),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ "metadata/namespace": unknown })],
    says: jobUndecided("metadata.namespace"),
  },
]);
