import { volumeHasABackup } from "../../../../policies/rules/backup/volume-has-a-backup";
import type { Subject } from "../../../../policies/support/input/subject";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";
import { COMPONENT, job } from "../../support/recovery-job";

const workload = (kind: string, spec: Fields, metadata: Fields = {}): Subject =>
  resource(`kubernetes:${kind}`, "db", { metadata: { name: "db", namespace: "app", ...metadata }, spec });
const ofPods = (volumes: Value): Fields => ({ template: { spec: { volumes } } });
const CLAIMED = ofPods([{ name: "data", persistentVolumeClaim: { claimName: "data" } }]);
const stateful = (metadata?: Fields) =>
  workload("apps/v1:StatefulSet", { volumeClaimTemplates: [{ metadata: { name: "data" } }] }, metadata);

/** A job that may be for anything. */
const OPEN = job("backup", { labels: { [COMPONENT]: unknown } });

const refuses = (label: string, namespace = "app") =>
  `violation | ${label} db: its volumes have no backup in namespace ${namespace}; a CronJob of component backup is required; declare one, or exempt data that may be lost`;
const undecided = (path: string) => undecidedOn("StatefulSet db", path);

describeRule(volumeHasABackup, [
  { name: "accepts one with a backup", given: [stateful(), job("backup")] },
  {
    name: "asks nothing of what keeps nothing, or keeps it for one run",
    given: [
      workload("apps/v1:StatefulSet", ofPods([{ name: "scratch", emptyDir: {} }])),
      workload("apps/v1:Deployment", {}),
      workload("batch/v1:Job", CLAIMED),
    ],
  },
  { name: "refuses one without", given: [stateful()], says: [refuses("StatefulSet")] },
  {
    name: "refuses one with a verification, or with a backup elsewhere",
    given: [stateful(), job("verify"), job("backup", { namespace: "other" })],
    says: [refuses("StatefulSet")],
  },
  {
    name: "refuses a claim of whatever makes pods",
    given: [workload("apps/v1:Deployment", CLAIMED), workload("core/v1:Pod", { volumes: [] })],
    says: [refuses("Deployment")],
  },
  {
    name: "takes what names no namespace to be in default",
    given: [stateful({ namespace: undefined }), job("backup")],
    says: [refuses("StatefulSet", "default")],
  },
  { name: "accepts a backup beside a job that is not known yet", given: [stateful(), OPEN, job("backup")] },
  {
    name: "cannot decide while a job is not known that may back it up",
    given: [stateful(), OPEN],
    says: undecided("metadata.labels.app.kubernetes.io/component of job"),
  },
  {
    name: "cannot decide on unknown",
    given: [
      workload("apps/v1:StatefulSet", { volumeClaimTemplates: unknown }),
      workload("apps/v1:StatefulSet", ofPods([unknown])),
    ],
    says: ["spec.volumeClaimTemplates", "spec.template.spec.volumes[0]"].flatMap(undecided),
  },
]);
