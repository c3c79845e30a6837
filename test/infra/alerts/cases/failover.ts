import { tasksApp } from "../../../../infra/catalog/tasks-app";
import { type AlertCase, atSameTime, NAMESPACE } from "./alert-case";

const probe = (url: string, success: number | string) => ({
  [`probe_success{instance="${url}"}`]: success,
});
const OWN = "https://primary.stockanalysis.com/health";
const PUBLIC = "https://api.stockanalysis.com/health";
const CDN = "https://cdn.tasks-app.example/logo.png";
const writer = (replicas: number | string) => ({
  [`kube_deployment_spec_replicas{${NAMESPACE},deployment="celery-worker"}`]: replicas,
  // Pages hold no data, and a fenced environment goes on serving them.
  [`kube_deployment_spec_replicas{${NAMESPACE},deployment="stock-analysis-frontend"}`]: 2,
});
const step = { [`kube_job_failed{${NAMESPACE},job_name="restore-7",condition="true"}`]: 1 };

/** Cases of who answers and who writes. */
export const failoverCases: readonly AlertCase[] = [
  atSameTime("EndpointDown", 4, probe(OWN, 0), probe(OWN, "0x1 1x5")),
  atSameTime("SideEndpointDown", 7, probe(CDN, 0), probe(CDN, "0x3 1x5"), { service: tasksApp }),
  // The near miss is asked and fails: that is another alert. One of two addresses is not enough.
  atSameTime("EndpointNotProbed", 12, probe(OWN, 1), { ...probe(OWN, 0), ...probe(PUBLIC, 0) }),
  atSameTime("PeerDown", 4, probe(OWN, 0), probe(OWN, "0x1 1x5"), {
    place: { role: "standby", posture: "passive" },
  }),
  atSameTime("WriterRunsAgainstPosture", 7, writer(3), writer("3x3 0x5"), {
    place: { role: "primary", posture: "fenced" },
  }),
  atSameTime("StepFailed", 3, step, {
    ...step,
    [`kube_job_owner{${NAMESPACE},job_name="restore-7",owner_kind="CronJob",owner_name="stock-analysis-restore"}`]: 1,
  }),
];
