import path from "node:path";
import { writeFileSync } from "node:fs";
import { expect } from "vitest";
import { startKubeApiserver, type KubeApiserver } from "../../../sandbox/servers/kube-apiserver/server";
import { configPaths, ConfigReader, ConfigWriter } from "../../../infra/components/identity/config-reader";
import { declared } from "../../support/pulumi-mocks";
import { events } from "./run-job";
import { startWorld, type Ended, type World } from "./world";

/** Namespace of the world's service. */
export const NAMESPACE = "shop";

/** What a restore says of one object. */
export interface Said {
  readonly state: string;
  readonly reason?: string;
  /** Fields that differ, with both values where they may be shown. */
  readonly fields: readonly Readonly<Record<string, unknown>>[];
  readonly kept: readonly string[];
}

/** A world with a real Kubernetes API, and the accounts of both jobs with the rights that the stack declares. */
export interface ConfigWorld {
  readonly world: World;
  readonly api: KubeApiserver;
  /** Applies objects of the namespace as an administrator, by the manager `sandbox`. */
  apply(...objects: readonly object[]): Promise<void>;
  /** Creates an object as `kubectl create` does. */
  create(object: object & { readonly kind: string }): Promise<void>;
  /** The live object at a resource's path below the namespace, such as `deployments/web`; undefined where there is none. */
  live(place: string): Promise<Live | undefined>;
  /** Deletes it, with what would keep it until a controller is done: there is none. */
  remove(place: string): Promise<void>;
  /** Asks for its deletion alone. */
  markDeleted(place: string): Promise<void>;
  /** Makes a configuration backup, in a second of its own. @returns its id */
  backup(): Promise<string>;
  /** Compares, or applies with `CONFIG_DRY_RUN: "false"`. */
  restore(env?: Readonly<Record<string, string>>, place?: Place): Promise<Ended>;
  /** Makes another namespace with the accounts of both jobs and their rights. */
  otherNamespace(namespace: string): Promise<Place>;
  stop(): Promise<void>;
}

/** Where a job runs: its namespace, and its settings there. */
export interface Place {
  readonly namespace: string;
  readonly settings: string;
}

/** A live object, as far as the tests read it. */
export interface Live {
  readonly metadata: {
    readonly uid: string;
    readonly resourceVersion: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly unknown[];
    readonly managedFields: readonly {
      readonly manager: string;
      readonly operation: string;
      readonly fieldsV1: unknown;
    }[];
  };
  readonly [field: string]: unknown;
}

const GROUPS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    configPaths(NAMESPACE).map((place) => [place.split("/").at(-1) ?? "", place.replace(/\/[^/]*$/, "")]),
  ),
};

const isLive = (value: unknown): value is Live =>
  typeof value === "object" && value !== null && "metadata" in value;

/** The rights of both accounts in a namespace, as the stack declares them. */
async function accessObjects(namespace: string): Promise<readonly object[]> {
  const of = { namespace, labels: { "app.kubernetes.io/managed-by": "pulumi" } };
  const args = (name: string) => ({
    ...of,
    serviceAccount: `lifeboat-config-${name}`,
    roleName: `lifeboat-config-${name}`,
    clusterRoleName: `lifeboat-config-${name}-${namespace}`,
  });
  const { resources } = await declared(() => {
    new ConfigReader("reader", args("backup"));
    return new ConfigWriter("writer", args("restore"));
  });
  const apiVersion = "rbac.authorization.k8s.io/v1";
  return resources
    .all()
    .filter(({ type }) => type.includes(apiVersion))
    .map(({ type, inputs }) => ({ ...inputs, apiVersion, kind: type.split(":").at(-1) }));
}

/** Starts everything; takes about fifteen seconds. */
export async function startConfigWorld(): Promise<ConfigWorld> {
  const [world, api] = await Promise.all([startWorld(), startKubeApiserver()]);
  const { client } = api;
  const placeOf = (place: string): string => `${GROUPS[place.split("/")[0] ?? ""] ?? "?"}/${place}`;
  const otherNamespace = async (namespace: string): Promise<Place> => {
    await client.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    for (const name of ["lifeboat-config-backup", "lifeboat-config-restore"])
      await client.apply({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name } }, namespace);
    for (const object of await accessObjects(namespace)) await client.apply(object, namespace);
    return {
      namespace,
      settings: world.writeSettings({ namespace, configResources: configPaths(namespace) }),
    };
  };
  const own = await otherNamespace(NAMESPACE);

  const run = async (
    job: string,
    env: Readonly<Record<string, string>>,
    place: Place = own,
  ): Promise<Ended> => {
    const token = await client.serviceAccountToken(place.namespace, `lifeboat-${job}`);
    const account = world.writeSecret("token", token);
    writeFileSync(path.join(account, "ca.crt"), api.caCert);
    const ended = await world.run(job, {
      ...{ KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: String(api.port) },
      ...{ LIFEBOAT_SERVICEACCOUNT_DIR: account, LIFEBOAT_SETTINGS: place.settings, ...env },
    });
    if (`${ended.stdout}${ended.stderr}`.includes(token)) throw new Error(`${job} logged its token`);
    return ended;
  };
  const markDeleted = async (place: string): Promise<void> => {
    await client.must(`${placeOf(place)}?propagationPolicy=Background`, { method: "DELETE" });
  };
  return {
    world,
    api,
    apply: async (...objects) => {
      for (const object of objects) await client.apply(object, NAMESPACE);
    },
    create: async (object) => {
      const place = await client.mustPathOf(object, NAMESPACE);
      await client.must(place.replace(/\/[^/]*$/, ""), { method: "POST", body: object });
    },
    live: async (place) => {
      const { status, body } = await api.request(placeOf(place));
      if (status === 404) return undefined;
      if (status !== 200 || !isLive(body)) throw new Error(`${place}: ${status} ${JSON.stringify(body)}`);
      return body;
    },
    remove: async (place) => {
      await client.must(placeOf(place), {
        method: "PATCH",
        body: { metadata: { finalizers: null } },
        contentType: "application/merge-patch+json",
      });
      await markDeleted(place);
    },
    markDeleted,
    backup: async () => {
      // An id holds its second: two backups of one second have no order.
      await new Promise((resolve) => setTimeout(resolve, 1100 - (Date.now() % 1000)));
      const ended = await run("config-backup", {});
      if (ended.code !== 0) throw new Error(ended.stderr);
      return ended.stdout.trim();
    },
    restore: (env = {}, place = own) => run("config-restore", env, place),
    otherNamespace,
    stop: async () => {
      await Promise.all([world.stop(), api.stop()]);
    },
  };
}

/** A text that an expression matches, in what is compared. */
export const like = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

/** What a restore says of each object, by `kind/name` as kubectl writes it. */
export function saidOf(ended: Ended): Readonly<Record<string, Said>> {
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const list = <Each>(value: unknown, is: (each: unknown) => each is Each): Each[] =>
    Array.isArray(value) ? value.filter(is) : [];
  const isField = (each: unknown): each is Record<string, unknown> => typeof each === "object";
  const isText = (each: unknown): each is string => typeof each === "string";
  return Object.fromEntries(
    events(ended, "config_object").map((line) => [
      `${text(line["kind"]).toLowerCase()}/${text(line["name"])}`,
      {
        state: text(line["state"]),
        ...(line["reason"] === undefined ? {} : { reason: text(line["reason"]) }),
        fields: list(line["fields"], isField),
        kept: list(line["kept"], isText),
      },
    ]),
  );
}
