import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { kubectl } from "../../cluster/kubectl";
import { makeSurroundings } from "../../cluster/prepare";
import { buildImage } from "../../images/build";
import { temporaryDirectory } from "../../servers/at-exit";
import { freePort } from "../../servers/free-port";
import { passOn } from "../../cluster/expose";
import { programPath } from "../../tools/program";
import type { DrillCluster } from "./drill-cluster";
import { KubernetesApi } from "./kubernetes-api";

const LOOK_MS = 500;
const IMAGE_WITHIN_MS = 120_000;
/** What an empty cluster has. */
const SYSTEM = /^(default|kube-.*|local-path-storage)$/;
const POLICIES = "/apis/admissionregistration.k8s.io/v1beta1";

const names = z.looseObject({
  items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) })),
});
const served = z.looseObject({ resources: z.array(z.looseObject({ name: z.string() })) });
const podStatus = z.looseObject({
  status: z.looseObject({
    phase: z.string(),
    containerStatuses: z
      .array(
        z.looseObject({
          state: z.looseObject({
            waiting: z.looseObject({ reason: z.string().default("") }).optional(),
          }),
        }),
      )
      .default([]),
  }),
});

/** A cluster that a drill may not use; the message has the remedy. */
export class GivenClusterError extends Error {}

/** A cluster that somebody has. */
export interface GivenOptions {
  /** Context of the user's kubeconfig. */
  readonly context: string;
  /** Address of this machine at which the cluster's pods reach it; the drill's servers listen there. */
  readonly address: string;
  /** Whether it may hold other things. */
  readonly mayHoldMore: boolean;
  /** Namespaces that the stack is going to make. */
  readonly namespaces: readonly string[];
  /** Namespaces of others that the stack finds there. */
  readonly others: readonly string[];
}

/** Names of what a list holds. */
const namesOf = async (api: KubernetesApi, resource: string): Promise<readonly string[]> =>
  names.parse(await api.get(resource)).items.map(({ metadata }) => metadata.name);

/** @throws GivenClusterError naming what is in the way */
async function mustBeEmpty(api: KubernetesApi, options: GivenOptions): Promise<void> {
  const { context, mayHoldMore, namespaces, others } = options;
  const there = await namesOf(api, "/api/v1/namespaces");
  const taken = [...namespaces, ...others].filter((name) => there.includes(name));
  if (taken.length > 0)
    throw new GivenClusterError(
      `context ${context}: namespace ${taken.join(", ")} exists already, and a drill makes and removes it: ` +
        `take another cluster, or kubectl --context ${context} delete namespace ${taken.join(" ")}`,
    );
  const more = there.filter((name) => !SYSTEM.test(name));
  const pods = await namesOf(api, "/api/v1/namespaces/default/pods");
  if (mayHoldMore || more.length + pods.length === 0) return;
  const what = [
    ...(more.length > 0 ? [`namespaces ${more.join(", ")}`] : []),
    ...(pods.length > 0 ? [`${pods.length} pods in namespace default`] : []),
  ];
  throw new GivenClusterError(
    `context ${context}: its cluster is not empty, it has ${what.join(" and ")}: take one of its own for a drill, or ` +
      "give --not-empty to use it beside them",
  );
}

/** @throws GivenClusterError where pods cannot be given their surroundings */
async function mustServePolicies(api: KubernetesApi, context: string): Promise<void> {
  const found = await api.get(POLICIES).then(
    (answer) => served.parse(answer).resources.map(({ name }) => name),
    (): string[] => [],
  );
  if (found.includes("mutatingadmissionpolicies")) return;
  throw new GivenClusterError(
    `context ${context}: its API server serves no MutatingAdmissionPolicy of v1beta1, by which pods get the drill's ` +
      "proxy and credentials: start kube-apiserver with --feature-gates=MutatingAdmissionPolicy=true and " +
      "--runtime-config=admissionregistration.k8s.io/v1beta1=true (kind: featureGates and runtimeConfig)",
  );
}

/** @throws GivenClusterError where the cluster cannot get an image of the drill */
async function mustHaveImages(api: KubernetesApi, context: string): Promise<void> {
  for (const name of ["jobs", "logs", "application"] as const) {
    const { reference, archive } = await buildImage(name);
    const pod = `lifeboat-drill-${name}-${process.pid}`;
    const pods = "/api/v1/namespaces/default/pods";
    await api.create(pods, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: pod },
      spec: {
        restartPolicy: "Never",
        automountServiceAccountToken: false,
        containers: [{ name: "look", image: reference, command: ["/bin/true"] }],
      },
    });
    try {
      const until = Date.now() + IMAGE_WITHIN_MS;
      for (;;) {
        const { phase, containerStatuses } = podStatus.parse(await api.get(`${pods}/${pod}`)).status;
        if (phase === "Succeeded") break;
        const waiting = containerStatuses[0]?.state.waiting?.reason ?? phase;
        if (/ImagePull/.test(waiting) || phase === "Failed" || Date.now() > until)
          throw new GivenClusterError(
            `context ${context}: image ${reference} does not start there (${waiting}): load its archive, ` +
              `with kind load image-archive ${archive} or k3d image import ${archive}`,
          );
        await sleep(LOOK_MS);
      }
    } finally {
      await api.deleteNow(`${pods}/${pod}`);
    }
  }
}

/** Ports that are passed on, by address and port: both clusters of a drill may reach this machine by one address. */
const passedOn = new Map<string, { readonly server: Promise<Server>; users: number }>();

async function listening(address: string, port: number): Promise<Server> {
  const server = createServer((client) => {
    passOn(client, port);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
  return server;
}

/** Passes connections to a port of an address on to the same port of loopback. @returns ends that for this user of it */
async function expose(address: string, port: number): Promise<() => void> {
  const key = `${address}:${port}`;
  const shared = passedOn.get(key) ?? { server: listening(address, port), users: 0 };
  passedOn.set(key, shared);
  shared.users += 1;
  const server = await shared.server;
  return () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    passedOn.delete(key);
    server.close();
  };
}

/**
 * Takes a cluster of the user's for a drill. It cannot be killed: a loss ends its pods, and cuts it off from its database,
 * its buckets and its clients.
 * @throws GivenClusterError when it may not or cannot be used, with the remedy
 */
export async function openGivenCluster(options: GivenOptions): Promise<DrillCluster> {
  const { context, address, namespaces, others } = options;
  const folder = temporaryDirectory("context");
  const kubeconfig = path.join(folder.path, "kubeconfig");
  const view = ["config", "view", "--minify", "--flatten", "--raw", `--context=${context}`];
  const { stdout } = await promisify(execFile)(programPath("kubectl"), view).catch((error: unknown) => {
    throw new GivenClusterError(
      `context ${context}: ${String(error)}; kubectl config get-contexts lists yours`,
    );
  });
  writeFileSync(kubeconfig, stdout, { mode: 0o600 });
  const run = (args: readonly string[], stdin?: string): Promise<string> =>
    kubectl(kubeconfig, args, stdin, process.env);
  const api = await KubernetesApi.open(kubeconfig, process.env);
  const made: string[] = [];
  const exposed: (() => void)[] = [];
  const close = async (): Promise<void> => {
    for (const end of exposed) end();
    for (const object of made.reverse()) await run(["delete", "--ignore-not-found", object]);
    await api.close();
    folder.remove();
  };
  try {
    await mustBeEmpty(api, options);
    await mustServePolicies(api, context);
    await mustHaveImages(api, context);
    const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const before = new Set(await namesOf(api, definitions));
    await makeSurroundings(run, others);
    const added = (await namesOf(api, definitions)).filter((name) => !before.has(name));
    made.push(...added.map((name) => `crd/${name}`), ...others.map((name) => `namespace/${name}`));
  } catch (error) {
    await close();
    throw error;
  }
  const deletePods = (namespace: string, ...which: readonly string[]): Promise<string> =>
    run([`--namespace=${namespace}`, "delete", "pods", ...which, "--grace-period=0", "--force"]);
  return {
    name: context,
    kubeconfig,
    context,
    address,
    isGiven: true,
    databaseNetwork: { host: address, clients: "0.0.0.0/0", port: await freePort(), launcher: () => [] },
    api,
    apply: async (object) => {
      const applied = await run(
        ["apply", "--server-side", "--output=name", "--filename=-"],
        JSON.stringify(object),
      );
      made.push(applied.trim());
    },
    expose: async (port) => {
      exposed.push(await expose(address, port));
    },
    killContainer: async (namespace, pod) => {
      await deletePods(namespace, pod);
    },
    lose: async () => {
      await Promise.all(namespaces.map((namespace) => deletePods(namespace, "--all")));
      return (
        `the cluster of context ${context} was not killed: its pods were ended, and it was cut off from its database, ` +
        "its buckets and its clients"
      );
    },
    regain: () => Promise.resolve(),
    close,
  };
}
