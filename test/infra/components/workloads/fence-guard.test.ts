import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { FenceGuard } from "../../../../infra/components/workloads/fence-guard";
import { scriptFiles } from "../../../../infra/components/pod/scripts";
import { declared, type Resources } from "../../../support/pulumi-mocks";

const configMap = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  data: z.record(z.string(), z.string()),
});

describe("FenceGuard", () => {
  let resources: Resources;
  beforeAll(async () => {
    const args = {
      namespace: "library",
      image: "registry.example.com/jobs@sha256:00",
      scripts: scriptFiles(),
      settings: '{"service":"library"}',
      labels: {},
    };
    ({ resources } = await declared(() => new FenceGuard("library-guard", args)));
  });

  const data = (part: string): Readonly<Record<string, string>> =>
    configMap.parse(resources.one("kubernetes:core/v1:ConfigMap", `library-guard-${part}`).inputs).data;

  it("has names that stay when a script changes, so that no application rolls out", () => {
    const maps = resources.all("kubernetes:core/v1:ConfigMap").map(({ inputs }) => configMap.parse(inputs));
    expect(maps.map(({ metadata }) => metadata.name)).toEqual([
      "lifeboat-guard-scripts",
      "lifeboat-guard-settings",
    ]);
  });

  it("holds every file that its script reads on the way to its answer, and no other script", () => {
    const scripts = data("scripts");
    const wanted = new Set(["fence-check.sh"]);
    for (const name of wanted)
      for (const [, file] of (scripts[name] ?? "").matchAll(/^source .*\/([\w.-]+)"$/gm))
        if (file !== undefined) wanted.add(file);
    // Neither the store's client nor another job's script is reached from the check.
    for (const file of ["health.py", "http_client.py", "settings.jq", "settings.schema.json"])
      wanted.add(file);
    expect(Object.keys(scripts).sort()).toEqual([...wanted].sort());
  });

  it("passes the settings on as they are", () => {
    expect(data("settings")).toEqual({ "settings.json": '{"service":"library"}' });
  });
});
