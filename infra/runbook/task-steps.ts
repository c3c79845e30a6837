import { taskRecord } from "../alerts/tasks";
import type { ScheduledCheck } from "../catalog/types";
import { each, kubectl, psql, pulumi, shell, type Command, type Place } from "./command";
import type { StepTable } from "./types";

/** Notes that a task is done: its alert goes by the age of the record. */
function record(place: Place, kind: ScheduledCheck["kind"]): readonly Command[] {
  const name = taskRecord(kind);
  return [
    kubectl(place, `delete configmap ${name} --ignore-not-found`),
    kubectl(place, `create configmap ${name} --from-literal=by=<who> --from-literal=result=<link>`),
  ];
}

/** Every image of the stack: the jobs', and those of `images`. */
const images = ({ stack }: Place): string =>
  `{ pulumi config get lifeboat:jobImage --stack ${stack}; pulumi config get lifeboat:images --stack ${stack} | jq -r '.[]'; }`;

/** Sessions in each cache that never expire by themselves, given to a command. */
const endless = (place: Place, command: string): readonly Command[] =>
  each(
    place,
    ({ component }) => component === "cache",
    (name) =>
      `exec deployment/${name} -- sh -c 'redis-cli --scan --pattern "session:*" | while read -r key; do [ "$(redis-cli ttl "$key")" != -1 ] || ${command} "$key"; done'`,
  );

const FOR_ALL = "One run is for every service of the stack: make the record in each one's namespace.";

/** Steps for what people check themselves. */
export const taskSteps: StepTable = {
  RollbackDryRunOverdue: (place) => ({
    look: each(
      place,
      () => true,
      (name) => `rollout history deployment/${name}`,
    ),
    remedy: [
      ...each(
        place,
        () => true,
        (name) => `rollout undo deployment/${name} --dry-run=server`,
      ),
      ...record(place, "rollback-dry-run"),
    ],
    then: "See that the version before is one that the database's schema still serves, and that its image can be had.",
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
    remedy: record(place, "access-review"),
    then: "Whoever left, and every right that nobody can explain, is taken away before the record is made.",
  }),
  DriftCheckOverdue: (place) => ({
    look: [pulumi(place, "preview --refresh --expect-no-changes")],
    remedy: [pulumi(place, "up --refresh"), ...record(place, "drift")],
    then: `The preview fails where something differs: find out who changed it; what is to stay goes into the code, pulumi up takes back the rest, and then the record is made. ${FOR_ALL}`,
  }),
  ImageScanOverdue: (place) => ({
    look: [
      shell(
        `${images(place)} | sort -u | xargs -n 1 trivy image --severity HIGH,CRITICAL --ignore-unfixed --exit-code 1`,
      ),
    ],
    remedy: record(place, "image-scan"),
    then: `A finding that has a fix is a newer image, whose digest goes into lifeboat:images (or jobImage) and is deployed before the record is made. ${FOR_ALL}`,
  }),
  SessionCleanupOverdue: (place) => ({
    look: endless(place, "echo"),
    remedy: [...endless(place, "redis-cli unlink"), ...record(place, "session-cleanup")],
    then: "Sessions with an end are deleted by Redis itself; who had one without is asked to log in again.",
  }),
  LogRotationOverdue: (place) => ({
    look: [
      shell(
        "kubectl get nodes -o name | cut -d/ -f2 | while read -r node; do kubectl get --raw /api/v1/nodes/$node/proxy/configz | jq -c --arg node $node '[$node, .kubeletconfig.containerLogMaxSize, .kubeletconfig.containerLogMaxFiles]'; done",
      ),
    ],
    remedy: record(place, "log-rotation"),
    then: "Nothing collects the logs here: each node keeps so many files of that size for a container. See that NodeDiskUsageHigh is silent, and that what older logs are needed for is met otherwise.",
  }),
};
