import type { Value } from "../../../policies/support/input/value";
import type { Subject } from "../../../policies/support/input/subject";
import { resource, undecidedOn } from "./cases";

/** Label and annotations by which the rules on recovery know a job. */
export const COMPONENT = "app.kubernetes.io/component";
export const RPO = "lifeboat/rpo-minutes";
export const RTO = "lifeboat/rto-minutes";
export const ENGINE = "lifeboat/engine";
export const LOSS = "lifeboat/loss-minutes";
export const RUN = "lifeboat/backup-minutes";

/** A CronJob of this component, sound but for what is given. */
export const job = (
  component: string | undefined,
  more: {
    name?: string;
    namespace?: Value;
    labels?: Value;
    annotations?: Value;
    schedule?: Value;
    timeZone?: Value;
    deadline?: Value;
    suspend?: Value;
  } = {},
): Subject =>
  resource("kubernetes:batch/v1:CronJob", more.name ?? "job", {
    metadata: {
      name: more.name ?? `app-${component ?? "job"}`,
      namespace: more.namespace ?? "app",
      labels: more.labels ?? (component === undefined ? null : { [COMPONENT]: component }),
      annotations: more.annotations ?? { [RPO]: "60", [RTO]: "240", [RUN]: "5" },
    },
    spec: {
      suspend: more.suspend ?? null,
      schedule: more.schedule ?? "*/30 * * * *",
      timeZone: more.timeZone ?? null,
      jobTemplate: { spec: { activeDeadlineSeconds: more.deadline ?? 600 } },
    },
  });
/** The violation of the CronJob `job`, by its clauses. */
export const says = (...clauses: readonly string[]) => `violation | CronJob job: ${clauses.join("; ")}`;
/** What is said where a field of the CronJob `job` is known to an update only. */
export const undecided = (path: string) => undecidedOn("CronJob job", path);
