import { buildImage } from "../images/build";
import type { ImageName } from "../images/dockerfile";
import { customResources, readDefinition } from "../tools/definition";
import type { Cluster } from "./cluster";

/**
 * Makes what stacks find in a cluster: the definitions of operators' kinds, and namespaces that belong to others.
 * @param kubectl runs kubectl against the cluster, with a text on its stdin
 * @param namespaces of others, such as Alertmanager's
 */
export async function makeSurroundings(
  kubectl: (args: readonly string[], stdin?: string) => Promise<string>,
  namespaces: readonly string[],
): Promise<void> {
  const items = [
    ...customResources.map(readDefinition),
    ...namespaces.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
  ];
  await kubectl(
    ["apply", "--server-side", "--filename=-"],
    JSON.stringify({ apiVersion: "v1", kind: "List", items }),
  );
  await kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=30s"]);
}

/**
 * Gives a cluster of the sandbox what stacks find in theirs, and images.
 * @param namespaces of others, such as Alertmanager's
 * @param tell takes a line of progress
 * @param images @default the jobs' and the log collector's
 */
export async function prepareForStacks(
  cluster: Cluster,
  namespaces: readonly string[],
  tell: (line: string) => void,
  images: readonly ImageName[] = ["jobs", "logs"],
): Promise<void> {
  await makeSurroundings((args, stdin) => cluster.kubectl(args, stdin), namespaces);
  for (const name of images) {
    const image = await buildImage(name, tell);
    tell(`${cluster.name}: importing ${image.tag}`);
    await cluster.importImage(image.archive);
  }
}
