import { taskRecord } from "../alerts/tasks";
import type { ScheduledCheck } from "../catalog/types";
import { each, kubectl, psql, shell, type Command, type Place } from "./command";
import type { StepTable } from "./steps";

/** Notes that a task is done: its alert goes by the age of the record. */
function record(place: Place, kind: ScheduledCheck["kind"]): readonly Command[] {
  const name = taskRecord(kind);
  return [
    kubectl(place, `delete configmap ${name} --ignore-not-found`),
    kubectl(place, `create configmap ${name} --from-literal=by=<who> --from-literal=result=<link>`),
  ];
}

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
};
