import type { PropertyMap } from "../../../../sandbox/providers/value";

/** Reference of the job image in these tests. */
export const JOB_IMAGE = "registry.example.com/lifeboat-jobs@sha256:0";
/** Reference of an application's image. */
export const APPLICATION_IMAGE = "registry.example.com/kyb-platform@sha256:1";

const SECURITY = {
  readOnlyRootFilesystem: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
};

/** A container of the job image that runs a text with bash. */
export function script(text: string, more: PropertyMap = {}): PropertyMap {
  return {
    name: "job",
    image: JOB_IMAGE,
    command: ["/bin/bash", "-c", text],
    securityContext: SECURITY,
    ...more,
  };
}

/** A pod's spec, as restricted as the jobs' own. */
export function podSpec(spec: PropertyMap): PropertyMap {
  return {
    restartPolicy: "Never",
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 5,
    securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 },
    ...spec,
  };
}

/** Inputs of a Job in namespace kyb. */
export function job(name: string, spec: PropertyMap, more: PropertyMap = {}): PropertyMap {
  return {
    metadata: { name, namespace: "kyb" },
    spec: { backoffLimit: 0, template: { spec: podSpec(spec) }, ...more },
  };
}

/** Where an application finds its database, as the stack declares it. */
export interface DatabasePlace {
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** Container, volumes and so on of an application that uses a database, its password in the Secret `api-secrets`. */
export function application(place: DatabasePlace): PropertyMap {
  const env = {
    PGHOST: "127.0.0.1",
    PGPORT: String(place.port),
    PGDATABASE: place.database,
    PGUSER: place.user,
    PGSSLMODE: "require",
    PGPASSWORD_FILE: "/var/run/secrets/app/PGPASSWORD",
  };
  return {
    containers: [
      {
        name: "api",
        image: APPLICATION_IMAGE,
        env: Object.entries(env).map(([name, value]) => ({ name, value })),
        volumeMounts: [{ name: "secrets", mountPath: "/var/run/secrets/app", readOnly: true }],
        readinessProbe: { httpGet: { path: "/health", port: "http" } },
      },
    ],
    volumes: [{ name: "secrets", secret: { secretName: "api-secrets", defaultMode: 0o400 } }],
  };
}

/** Inputs of a Deployment in namespace kyb. */
export function deployment(
  spec: PropertyMap,
  { replicas = 2, name = "api", component = "api" } = {},
): PropertyMap {
  return {
    metadata: { name, namespace: "kyb" },
    spec: {
      replicas,
      progressDeadlineSeconds: 60,
      template: {
        metadata: { labels: { "app.kubernetes.io/component": component } },
        spec: podSpec({ ...spec, restartPolicy: "Always" }),
      },
    },
  };
}
