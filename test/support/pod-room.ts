import { randomBytes } from "node:crypto";
import { z } from "zod";
import { podOfTemplate, type PodManifest } from "../../sandbox/cluster/pod-manifest";
import type { OnLine, PodResult, RunningPod } from "../../sandbox/cluster/pods";
import type { ImageName } from "../../sandbox/images/dockerfile";
import { sharedCluster } from "./shared-cluster";

const object = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** A pod in a namespace of its own, with what it refers to. */
export interface RoomedPod {
  /** The pod; its namespace is another one, its image the one that is named, and its priority that of any pod. */
  readonly manifest: PodManifest;
  /** ConfigMaps, Secrets and ServiceAccounts that it refers to, in whatever namespace they say. */
  readonly objects?: readonly unknown[];
  /** @default jobs */
  readonly image?: ImageName;
  readonly onLine?: OnLine;
}

/** Runs a pod to its end in a new namespace of this worker's cluster, so that no other one has objects of its names. */
export async function runInRoom(pod: RoomedPod): Promise<PodResult> {
  return (await startInRoom(pod)).done;
}

/** Starts a pod likewise. */
export async function startInRoom({
  manifest,
  objects = [],
  image = "jobs",
  onLine,
}: RoomedPod): Promise<RunningPod> {
  const shared = await sharedCluster();
  const { reference } = await shared.image(image);
  const namespace = `room-${randomBytes(5).toString("hex")}`;
  const { containers, ...spec } = manifest.spec;
  delete spec["priorityClassName"];
  const account = z.string().default("default").parse(spec["serviceAccountName"]);
  const wanted = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: account, namespace } },
    ...objects.map((each) => {
      const parsed = object.parse(each);
      return { apiVersion: "v1", ...parsed, metadata: { ...parsed.metadata, namespace } };
    }),
  ];
  for (const each of wanted) await shared.pods.api.client.apply(each);
  const roomed = podOfTemplate(
    {
      metadata: manifest.metadata,
      spec: { ...spec, containers: containers.map((each) => ({ ...each, image: reference })) },
    },
    { name: manifest.metadata.name, namespace },
  );
  return shared.pods.run(roomed, onLine);
}
