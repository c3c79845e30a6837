import { taskRecord } from "../alerts/tasks";
import type { ScheduledCheck } from "../catalog/types";
import {
  each,
  inCluster,
  kubectl,
  psql,
  pulumi,
  shell,
  type Command,
  type Place,
  type StepTable,
} from "./command";

/** Records that a task is done: its alert checks the age of the record. */
function record(place: Place, kind: ScheduledCheck["kind"]): readonly Command[] {
  const name = taskRecord(kind);
  return [
    kubectl(place, `delete configmap ${name} --ignore-not-found`),
    kubectl(place, `create configmap ${name} --from-literal=by=<who> --from-literal=result=<link>`),
  ];
}

/** Every image of the stack: the jobs', those of `images`, and the database servers' if it declares any. */
const images = ({ stack }: Place): string =>
  `{ pulumi config get lifeboat:jobImage --stack ${stack}; pulumi config get lifeboat:serverImage --stack ${stack} 2>/dev/null; pulumi config get lifeboat:images --stack ${stack} | jq -r '.[]'; }`;

/** Runs a command on the sessions in each cache that never expire. */
const endless = (place: Place, command: string): readonly Command[] =>
  each(
    place,
    ({ component }) => component === "cache",
    (name) =>
      `exec deployment/${name} -- sh -c 'redis-cli --scan --pattern "session:*" | while read -r key; do [ "$(redis-cli ttl "$key")" != -1 ] || ${command} "$key"; done'`,
  );

const FOR_ALL = "One run covers every service of the stack: create the record in each namespace.";

/** Steps for manual checks. */
export const taskSteps: StepTable = {
  RollbackDryRunOverdue: (place) => ({
    look: each(
      place,
      () => true,
      (name) => `rollout history deployment/${name}`,
    ),
    before:
      "Check that the previous version still works with the database's schema, and that its image can be pulled.",
    remedy: [
      ...each(
        place,
        () => true,
        (name) => `rollout undo deployment/${name} --dry-run=server`,
      ),
      ...record(place, "rollback-dry-run"),
    ],
  }),
  AccessReviewOverdue: (place) => ({
    look: [
      kubectl(place, "get rolebindings -o wide"),
      psql(
        place,
        "SELECT rolname, rolsuper, rolcreaterole, rolvaliduntil FROM pg_roles WHERE rolcanlogin ORDER BY rolname",
      ),
      shell("aws iam get-account-authorization-details --filter User Role"),
    ],
    before:
      "Revoke the access of people who left, and every right that nobody can explain. The record says that it is done.",
    remedy: record(place, "access-review"),
  }),
  DriftCheckOverdue: (place) => ({
    look: [pulumi(place, "preview --refresh --expect-no-changes")],
    before:
      "The preview fails if something differs. Find out who changed it, and put changes that should stay into the code: `pulumi up --refresh` reverts the rest.",
    remedy: [pulumi(place, "up --refresh"), ...record(place, "drift")],
    then: FOR_ALL,
  }),
  ImageScanOverdue: (place) => ({
    look: [
      shell(
        `${images(place)} | sort -u | xargs -n 1 trivy image --severity HIGH,CRITICAL --ignore-unfixed --exit-code 1`,
      ),
    ],
    before:
      "If a finding has a fix, build a newer image, set its digest in lifeboat:images (or jobImage, serverImage) and deploy it. The record says that it is done.",
    remedy: record(place, "image-scan"),
    then: FOR_ALL,
  }),
  SessionCleanupOverdue: (place) => ({
    look: endless(place, "echo"),
    before: "Users whose session never expired must log in again.",
    remedy: [...endless(place, "redis-cli unlink"), ...record(place, "session-cleanup")],
    then: "Redis itself deletes sessions that expire.",
  }),
  LogRotationOverdue: (place) => ({
    look: [
      shell(
        `${inCluster(place, "get nodes -o name")} | cut -d/ -f2 | while read -r node; do ${inCluster(place, "get --raw /api/v1/nodes/$node/proxy/configz")} | jq -c --arg node $node '[$node, .kubeletconfig.containerLogMaxSize, .kubeletconfig.containerLogMaxFiles]'; done`,
      ),
    ],
    before: "Check that NodeDiskUsageHigh does not fire, and that nobody needs older logs.",
    remedy: record(place, "log-rotation"),
    then: "Logs are not collected here: each node keeps that number of files of that size per container.",
  }),
};
