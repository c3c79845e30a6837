import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { kubernetesObjects, type KubernetesObject } from "../../sandbox/render/kubernetes-objects";
import type { ApiResponse } from "../../sandbox/servers/kube-apiserver/api-client";
import { startKubeApiserver, type KubeApiserver } from "../../sandbox/servers/kube-apiserver/server";
import { installDefinitions } from "../../sandbox/servers/kube-apiserver/definition";
import { describeReal } from "../support/describe-real";
import { inOrder } from "../../sandbox/cluster/stack-jobs";
import { applyStrictly, deleteObject } from "../support/proof-kubernetes";
import { asHeld } from "../support/held-object";
import { renderedStack, STACKS } from "../support/rendered-stacks";

const versioned = z.looseObject({ metadata: z.looseObject({ resourceVersion: z.string() }) });
const record = z.record(z.string(), z.unknown());
const title = ({ kind, metadata }: KubernetesObject): string =>
  `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
const COMPARED = ["CronJob", "Job", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy"];

/** Namespaces that belong to somebody else, as Alertmanager's does. */
function foreign(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const own = objects.filter(({ kind }) => kind === "Namespace").map(({ metadata: { name } }) => name);
  const used = objects.flatMap(({ metadata: { namespace } }) => namespace ?? []);
  return [...new Set(used)]
    .filter((name) => !own.includes(name))
    .map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
}

describeReal("a Kubernetes API server", ["etcd", "kube-apiserver", "definitions"], () => {
  describe.each(STACKS)("of %s", (stack) => {
    let api: KubeApiserver;
    let objects: readonly KubernetesObject[];
    const answers = new Map<string, ApiResponse>();

    beforeAll(async () => {
      [objects, api] = await Promise.all([
        renderedStack(stack).then((resources) => inOrder(kubernetesObjects(resources))),
        startKubeApiserver(),
      ]);
      await installDefinitions(api.client);
      for (const namespace of foreign(objects)) await applyStrictly(api, namespace);
    });
    afterAll(() => api.stop());

    it("takes every object, with strict validation, and warns of none", async () => {
      const differences: string[] = [];
      for (const object of objects) {
        const answer = await applyStrictly(api, object);
        answers.set(title(object), answer);
        if (answer.status !== 201 || answer.warnings.length > 0)
          differences.push(
            `${title(object)}: ${answer.status} ${answer.warnings.join()} ${JSON.stringify(answer.body)}`,
          );
      }
      expect(differences).toEqual([]);
      expect(answers.size).toBe(objects.length);
      expect(objects.length).toBeGreaterThan(150);
    });

    it("holds what was declared", () => {
      const compared = objects.filter(({ kind }) => COMPARED.includes(kind));
      expect(new Set(compared.map(({ kind }) => kind))).toContain("CronJob");
      for (const { spec, ...object } of compared) {
        const { spec: held } = record.parse(answers.get(title(object))?.body);
        expect(held, title(object)).toMatchObject(record.parse(asHeld(spec, held)));
      }
    });

    it("finds nothing to change in what is applied again", async () => {
      const version = (answer: ApiResponse | undefined): string =>
        versioned.parse(answer?.body).metadata.resourceVersion;
      const changed: string[] = [];
      for (const object of objects) {
        const again = await applyStrictly(api, object);
        if (version(again) !== version(answers.get(title(object)))) changed.push(title(object));
      }
      expect(changed).toEqual([]);
    });

    it("refuses a field that no kind has", async () => {
      const cronJob = objects.find(({ kind }) => kind === "CronJob");
      const spec = { ...z.looseObject({}).parse(cronJob?.["spec"]), retries: 3 };
      const { status, body } = await applyStrictly(api, { ...cronJob, spec });
      expect(status).toBe(500);
      expect(JSON.stringify(body)).toContain(".spec.retries: field not declared in schema");
    });

    it("lets them go again", async () => {
      const left: string[] = [];
      for (const object of [...objects].reverse()) {
        const { status } = await deleteObject(api, object);
        if (status !== 200 && status !== 202) left.push(`${title(object)}: ${status}`);
      }
      expect(left).toEqual([]);
    });
  });
});
