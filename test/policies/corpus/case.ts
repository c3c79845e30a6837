import type { Subject } from "../../../policies/support/input/subject";
import type { Fields, Value } from "../../../policies/support/input/value";
import { resource } from "../support/cases";

/** A program's resources, with what the pack must say of them. */
export interface CorpusCase {
  /** What is wrong with it, or what looks wrong and is not. */
  readonly what: string;
  /** Rule of another tool, report or page that it is from. */
  readonly from: string;
  readonly given: readonly Subject[];
  /** A danger: one of these rules must refuse it. A false alarm: none of them may. */
  readonly rules: readonly string[];
}

/** Cases by kind. */
export type Corpus = Readonly<Record<string, readonly CorpusCase[]>>;

/** A resource, by its type token. */
export const one = (type: string, inputs: Fields): Subject => resource(type, "it", inputs);

/** A Kubernetes object, by group, version and kind. */
export const object = (type: string, inputs: Fields): Subject =>
  one(`kubernetes:${type}`, { metadata: { name: "it", namespace: "app" }, ...inputs });

/** A policy document of one statement. */
export const statement = (fields: Fields, ...more: readonly Fields[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...fields }, ...more] });

/** A pod's spec with one container that has these fields. */
export const pod = (container: Fields, more: Fields = {}): Fields => ({
  containers: [{ name: "app", image: "app:1", ...container }],
  ...more,
});

/** A CronJob with these fields in its spec, its job's, and its container. */
export const cronJob = (
  spec: Fields,
  job: Fields = {},
  container: Fields = {},
  labels: Fields = {},
): Subject =>
  object("batch/v1:CronJob", {
    metadata: { name: "nightly", namespace: "app", labels },
    spec: {
      schedule: "0 3 * * *",
      ...spec,
      jobTemplate: {
        spec: { ...job, template: { spec: pod({ command: ["/opt/run.sh"], ...container }) } },
      },
    },
  });

/** A PrometheusRule of one alert. */
export const alert = (expr: string, more: Fields = {}): Subject =>
  object("monitoring.coreos.com/v1:PrometheusRule", {
    spec: {
      groups: [
        {
          name: "app",
          rules: [{ alert: "BackupMissing", expr, for: "10m", labels: { severity: "critical" }, ...more }],
        },
      ],
    },
  });

/** A Deployment whose container has these variables. */
export const withEnvironment = (variables: Readonly<Record<string, Value>>): Subject =>
  object("apps/v1:Deployment", {
    spec: {
      template: {
        spec: pod({ env: Object.entries(variables).map(([name, value]) => ({ name, value })) }),
      },
    },
  });
