import { buildImage } from "../images/build";
import { customResources, readDefinition } from "../tools/definition";
import type { Cluster } from "./cluster";

/**
 * Gives a cluster what stacks find in theirs: the definitions of operators' kinds, namespaces that belong to others, and
 * the jobs' and the log collector's images.
 * @param namespaces of others, such as Alertmanager's
 * @param tell takes a line of progress
 */
export async function prepareForStacks(
  cluster: Cluster,
  namespaces: readonly string[],
  tell: (line: string) => void,
): Promise<void> {
  const items = [
    ...customResources.map(readDefinition),
    ...namespaces.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
  ];
  await cluster.kubectl(
    ["apply", "--server-side", "--filename=-"],
    JSON.stringify({ apiVersion: "v1", kind: "List", items }),
  );
  await cluster.kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=30s"]);
  for (const name of ["jobs", "logs"] as const) {
    const image = await buildImage(name, tell);
    tell(`${cluster.name}: importing ${image.tag}`);
    await cluster.importImage(image.archive);
  }
}
