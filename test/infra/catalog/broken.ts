import { catalogProblems } from "../../../infra/catalog/check";
import { kybPlatform } from "../../../infra/catalog/kyb-platform";
import { tiers, type Tier } from "../../../infra/catalog/tiers";
import type { Autoscaling, Backup, Database, Service, Size, Workload } from "../../../infra/catalog/types";

/** A good service, to be broken in one place. */
export const base: Service = kybPlatform;
const [first]: readonly Workload[] = base.workloads;
if (first === undefined) throw new Error("the KYB platform has a workload");

/** Its deployment. */
export const workload: Workload = first;

/** It with another backup. */
export const backup = (change: Partial<Backup>): Service => ({
  ...base,
  backup: { ...base.backup, ...change },
});
/** It with another database. */
export const database = (change: Partial<Database>): Service => ({
  ...base,
  database: { ...base.database, ...change },
});
/** It with another deployment. */
export const deployed = (change: Partial<Workload>): Service => ({
  ...base,
  workloads: [{ ...workload, ...change }],
});
/** It with other bounds of autoscaling. */
export const scaled = (change: Partial<Autoscaling>): Service =>
  deployed({ autoscaling: { minReplicas: 2, maxReplicas: 4, cpuPercent: 70, ...change } });
/** It with another size `safe`. */
export const sized = (change: Partial<Size>): Service =>
  deployed({ sizes: { ...workload.sizes, safe: { ...workload.sizes.safe, ...change } } });
/** The retention table with another weekly row. */
export const tier = (change: Partial<Tier>): readonly Tier[] =>
  tiers.map((row) => (row.name === "weekly" ? { ...row, ...change } : row));
/** What the check complains of, without its first word. */
export const things = (...broken: Service[]): readonly string[] =>
  catalogProblems(broken).map((problem) => problem.thing.replace(/^catalog: /, ""));
