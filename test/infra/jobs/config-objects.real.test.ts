import path from "node:path";
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { CLUSTER_RESOURCES, NAMESPACED_RESOURCES } from "../../../infra/components/identity/config-reader";
import { recordedResources } from "../../../sandbox/render/expected-files";
import { describeReal } from "../../support/describe-real";

const JOBS = path.resolve(__dirname, "../../../infra/jobs");

/** Evaluates a Python expression with the modules of the configuration's restore; returns its JSON. */
function python(expression: string, prelude = ""): unknown {
  const program = `
import sys, json
sys.dont_write_bytecode = True
sys.path.insert(0, ${JSON.stringify(JOBS)})
import config_objects as objects
${prelude}
print(json.dumps(${expression}))`;
  return JSON.parse(execFileSync("/usr/bin/python3", ["-c", program], { encoding: "utf8" }));
}

const object = (kind: string, more: object) =>
  JSON.stringify({ apiVersion: "v1", kind, metadata: { name: "a" }, ...more });

describeReal("config_objects.py", ["boto3"], () => {
  const kinds = [...NAMESPACED_RESOURCES, ...CLUSTER_RESOURCES];

  it("knows every kind that is backed up, by the name that the API gives its list", () => {
    const plurals = z.array(z.string()).parse(python("[objects.plural_of(kind) for kind in objects.KINDS]"));
    expect(plurals.toSorted()).toEqual(kinds.map(({ resource }) => resource).sort());
  });

  it("applies what others name before those who name it", () => {
    const order = z.array(z.string()).parse(python("list(objects.KINDS)"));
    const before = (one: string, other: string) => order.indexOf(one) < order.indexOf(other);
    for (const workload of ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"])
      for (const part of ["ServiceAccount", "ConfigMap", "Secret", "PersistentVolumeClaim"])
        expect(before(part, workload), `${part} before ${workload}`).toBe(true);
    expect(before("ServiceAccount", "Secret")).toBe(true);
    expect(before("Role", "RoleBinding")).toBe(true);
    expect(before("Service", "Ingress")).toBe(true);
  });

  it("shows plain values of fields, and neither those that may be secret nor a Secret's", () => {
    const [one, other] = [
      object("X", { spec: { replicas: 1, image: "a:1", env: [{ name: "P", value: "x" }], text: 'a"b' } }),
      object("X", { spec: { replicas: 2, image: "a:2", env: [{ name: "P", value: "y" }], text: "a\\nb" } }),
    ];
    const of = (secret: string) =>
      python(`objects.differences(json.loads(r'''${one}'''), json.loads(r'''${other}'''), ${secret})`);
    expect(of("False")).toEqual([
      { field: "spec.env[P].value", change: "changed" },
      { field: "spec.image", from: "a:1", to: "a:2" },
      { field: "spec.replicas", from: 1, to: 2 },
      { field: "spec.text", from: "...", to: "..." },
    ]);
    expect(JSON.stringify(of("True"))).not.toMatch(/from|to"/);
  });

  it("compares without the API server what a webhook keeps out of dry runs", () => {
    const prelude = `
import os
os.environ.update(CONFIG_DRY_RUN="true", CONFIG_ONLY="")
import config_restore
from kube_api import Answer
said = []
class Log:
    hide = lambda self, value: None
    masked = lambda self, text: text
    def __call__(self, level, event, message, **values):
        said.append([level, event, values.get("state"), values.get("fields")])
live = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "n", "uid": "1"}, "data": {"k": "1", "m": "2"}}
class Api:
    get = lambda self, path: live
    list = names = lambda self, path: []
    said = lambda self, answer: answer.body["message"]
    apply = lambda self, *rest: Answer(400, {"message": 'admission webhook "w" does not support dry run'})
settings = {"namespace": "n", "configResources": ["/api/v1/namespaces/n/configmaps"]}
restore = config_restore.Restore(Api(), Log(), {"id": "i", "namespace": "n"}, settings, config_restore.Chosen(""), True)
restore.run([{**live, "data": {"k": "3"}}])
`;
    expect(python("said", prelude)).toEqual([
      ["warn", "dry_run_impossible", null, null],
      ["info", "config_object", "changed", [{ field: "data.k", change: "changed" }]],
    ]);
  });
});

describe("what the stack declares", () => {
  const resourceSchema = z.looseObject({
    type: z.string(),
    name: z.string(),
    inputs: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.unknown()).optional() }).optional(),
    }),
  });

  it.each(["prod", "dr"])(
    "has the label on %s by which a restore of configuration leaves it alone",
    (stack) => {
      const kinds = new Set(z.array(z.string()).parse(python("[kind for kind in objects.KINDS]")));
      const resources = z.array(resourceSchema).parse(recordedResources(stack));
      const saved = resources.filter(
        ({ type }) => type.startsWith("kubernetes:") && kinds.has(type.split(":").at(-1) ?? ""),
      );
      expect(saved.length).toBeGreaterThan(100);
      const without = saved.filter(
        ({ inputs }) => inputs.metadata?.labels?.["app.kubernetes.io/managed-by"] !== "pulumi",
      );
      expect(without.map(({ name }) => name)).toEqual([]);
    },
  );
});
