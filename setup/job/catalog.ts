import { archiveJobs } from "../../infra/catalog/archive-jobs";
import { choicesOf } from "../../infra/catalog/job-choices";
import type { JobParameter } from "../../infra/catalog/job-parameter";
import { jobs } from "../../infra/catalog/jobs";
import type { Service } from "../../infra/catalog/types";

/** What tells the jobs of one service from those of another. */
export type Offering = Pick<Service, "id" | "cdn" | "database" | "namespace">;

const archives = ({ database }: Offering): boolean => database.server?.kind === "cluster";

/** Names of a service's jobs that an operator may start. */
export const jobsOf = (service: Offering): readonly string[] => [
  ...jobs.map(({ name }) => name),
  ...(service.cdn === undefined ? [] : ["purge"]),
  ...(archives(service) ? archiveJobs.map(({ name }) => name) : []),
];

/** What a parameter is without a value of the operator's, as a help shows it. */
function standard({ default: value, neededWith }: JobParameter): string {
  if (neededWith !== undefined) return `needed with ${neededWith.name}=${neededWith.value}`;
  if (value === undefined) return "needed";
  return value === "" ? "default empty" : `default ${value}`;
}

const parameterText = (parameter: JobParameter): string =>
  `      ${parameter.name}  ${parameter.what}; must be ${parameter.limit}; ${standard(parameter)}`;

function jobText(job: string, services: readonly Offering[]): readonly string[] {
  const { what, parameters, dryRun } = choicesOf(job);
  const having = services.filter((service) => jobsOf(service).includes(job));
  const only = having.length === services.length ? "" : ` (${having.map(({ id }) => id).join(", ")} only)`;
  return [
    `  ${job}  ${what}${dryRun === undefined ? "" : "; has --dry-run"}${only}`,
    ...parameters.map(parameterText),
  ];
}

/** Every service, job and parameter, as lines. */
export function listing(services: readonly Offering[]): string {
  const names = [...new Set(services.flatMap(jobsOf))];
  return [
    `Services: ${services.map(({ id }) => id).join(", ")}`,
    "",
    "Jobs, and what may be set for a run:",
    ...names.flatMap((job) => jobText(job, services)),
  ].join("\n");
}
