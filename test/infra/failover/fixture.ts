import { rollout } from "../../../infra/catalog/common";
import type { Domain, Service, Workload } from "../../../infra/catalog/types";
import { tasksApp } from "../../../infra/catalog/tasks-app";
import { library } from "../../support/service-fixture";

/** A domain of the library whose traffic fails over. */
export const catalogue: Domain = {
  host: "catalogue.library.example",
  primaryHost: "one.library.example",
  standbyHost: "two.library.example",
  serves: "api",
  port: 443,
  healthPath: "/health",
  failover: true,
};

/** Another one, which answers with a text, on another port. */
export const readers: Domain = {
  ...catalogue,
  host: "readers.library.example",
  primaryHost: "one-readers.library.example",
  standbyHost: "two-readers.library.example",
  port: 8443,
  healthPath: "/ready",
  healthContains: '"open"',
};

/** A domain that others run. */
export const images: Domain = {
  host: "images.library.example",
  serves: "cdn",
  port: 443,
  healthPath: "/",
  failover: false,
};

const [api]: readonly Workload[] = tasksApp.workloads;
if (api === undefined) throw new Error("the tasks app has a workload");
const workload = (trafficPercents?: readonly number[]): Workload => ({
  ...api,
  rollout: trafficPercents === undefined ? rollout : { ...rollout, trafficPercents },
});

/** The library with these domains; its new versions get the traffic in these steps, or all at once. */
export const libraryWith = (domains: readonly Domain[], trafficPercents?: readonly number[]): Service => ({
  ...library,
  domains,
  workloads: [workload(), workload(trafficPercents)],
});
