import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { refusedProperties, replacingProperties } from "../../sandbox/providers/kubernetes/replacement";
import { kubernetesObjects, type KubernetesObject } from "../../sandbox/render/kubernetes-objects";
import { applyStrictly } from "../support/proof-kubernetes";
import { installDefinitions } from "../../sandbox/servers/kube-apiserver/definition";
import { startKubeApiserver, type KubeApiserver } from "../../sandbox/servers/kube-apiserver/server";
import { describeReal } from "../support/describe-real";
import { inOrder } from "../../sandbox/cluster/stack-jobs";
import { renderedStack } from "../support/rendered-stacks";

/** How the API says that a field is not changed, in the words of all its kinds. */
const NOT_CHANGED = /immutable|may not (be changed|change)|cannot change|updates to .* are forbidden/;
const TIMEOUT = { timeout: 300_000 };

const refusal = z.object({ message: z.string() });

/** Words that a field of few words takes, beside the one that it has. */
const WORDS = ["Never", "PreemptLowerPriority", "Ignore", "FailJob"];
/** Most changes that are tried of one field. */
const MOST = 8;

/** Copies of a value with one leaf of it changed. */
function* leaves(value: unknown): Generator {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const other of leaves(item)) yield value.map((same: unknown, at) => (at === index ? other : same));
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value))
      for (const other of leaves(inner)) yield { ...value, [key]: other };
  } else if (typeof value === "number") yield value + 1;
  else if (typeof value === "boolean") yield !value;
  else if (typeof value === "string")
    yield* WORDS.includes(value) ? WORDS.filter((word) => word !== value) : [`${value}x`];
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Each field of an object and of its `spec`, by its path, with copies of the object in which it is another, or none. */
function fields(object: Readonly<Record<string, unknown>>): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, readonly unknown[]>();
  for (const [key, value] of Object.entries(object)) {
    if (key === "spec" && isFields(value))
      for (const [path, copies] of fields(value))
        found.set(
          `spec.${path}`,
          copies.map((spec) => ({ ...object, spec })),
        );
    else {
      const without = Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
      const others = [...leaves(value)].slice(0, MOST);
      found.set(key, [without, ...others.map((other: unknown) => ({ ...object, [key]: other }))]);
    }
  }
  return found;
}

/** Fields that say which object it is. */
const NAMES: readonly string[] = ["apiVersion", "kind", "metadata"];

const groupKind = ({ apiVersion, kind }: KubernetesObject): string =>
  `${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;

describeReal(
  "a Kubernetes API that is asked to change each field",
  ["etcd", "kube-apiserver", "definitions"],
  () => {
    let api: KubeApiserver;
    let objects: readonly KubernetesObject[];

    beforeAll(async () => {
      api = await startKubeApiserver();
      await installDefinitions(api.client);
      const all = inOrder(kubernetesObjects(await renderedStack("prod")));
      const first = new Map(all.toReversed().map((object) => [groupKind(object), object]));
      const namespaces = new Set(
        [...first.values()].map(({ metadata }) => metadata.namespace ?? "monitoring"),
      );
      for (const name of namespaces)
        await applyStrictly(api, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
      objects = [...first.values()];
      for (const object of objects) {
        const { status, body } = await applyStrictly(api, object);
        expect(status, JSON.stringify(body)).toBeLessThan(300);
      }
    }, 600_000);
    afterAll(() => api.stop());

    /** Fields of an object that the API does not change. */
    async function refused(object: KubernetesObject): Promise<readonly string[]> {
      const isRefused = async (other: unknown): Promise<boolean> => {
        const { status, body } = await applyStrictly(api, other, true);
        return status === 422 && NOT_CHANGED.test(refusal.parse(body).message);
      };
      const asked = await Promise.all(
        [...fields({ ...object })].map(async ([path, copies]) => {
          if (NAMES.includes(path)) return [];
          return (await Promise.all(copies.map(isRefused))).includes(true) ? [path] : [];
        }),
      );
      return asked.flat();
    }

    it("refuses none that neither the provider replaces for nor the program has to", TIMEOUT, async () => {
      const unknown: string[] = [];
      const met = new Set<string>();
      for (const object of objects) {
        const kind = groupKind(object);
        // What is immutable stays so: the stand-in refuses to take that back.
        const tables = ["immutable", ...replacingProperties(kind, {}, {}), ...refusedProperties(kind)];
        for (const path of await refused(object)) {
          const table = tables.find((one) => `${path}.`.startsWith(`${one}.`) || one.startsWith(`${path}.`));
          if (table === undefined) unknown.push(`${kind} ${path}`);
          else met.add(`${kind} ${table}`);
        }
      }
      expect(unknown).toEqual([]);
      expect([...met]).toEqual(
        expect.arrayContaining([
          "apps/v1:Deployment spec.selector",
          "batch/v1:Job spec.podFailurePolicy",
          "batch/v1:Job spec.template",
          "core/v1:Secret type",
          "rbac.authorization.k8s.io/v1:ClusterRoleBinding roleRef",
          "scheduling.k8s.io/v1:PriorityClass preemptionPolicy",
          "scheduling.k8s.io/v1:PriorityClass value",
        ]),
      );
    });
  },
);
