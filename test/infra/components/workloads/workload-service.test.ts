import { describe, expect, it } from "vitest";
import { services } from "../../../../infra/catalog";
import { workloadVariables } from "../../../../infra/components/workloads/workload-environment";
import { fileTexts } from "../../../../infra/components/pod/workload-files";
import {
  serviceSpec,
  workloadLabels,
  workloadSelector,
  workloadServiceName,
} from "../../../../infra/components/workloads/workload-service";
import { binder, desk, shelf } from "../../../support/workload-fixture";

describe("serviceSpec", () => {
  it("has the ports that have a servicePort, sent on by name", () => {
    expect(serviceSpec("library", desk)).toEqual({
      type: "ClusterIP",
      selector: { "app.kubernetes.io/name": "library-desk", "app.kubernetes.io/part-of": "library" },
      ports: [{ name: "http", port: 80, targetPort: "http", protocol: "TCP" }],
    });
  });

  it("is none where no port has one", () => {
    expect(serviceSpec("library", binder)).toBeUndefined();
    expect(
      serviceSpec("library", { ...desk, ports: [{ name: "metrics", containerPort: 9090 }] }),
    ).toBeUndefined();
  });

  it("chooses pods by labels that all of them have", () => {
    expect(workloadLabels("library", desk)).toMatchObject(workloadSelector("library", desk));
    expect(workloadLabels("library", desk)).toHaveProperty(["app.kubernetes.io/component"], "api");
  });
});

describe("workloadServiceName", () => {
  it("is the workload's, or the one that callers know", () => {
    expect([desk, shelf].map(workloadServiceName)).toEqual(["library-desk", "shelf-service"]);
  });
});

describe("names that workloads of the catalog call each other by", () => {
  const calls = services.flatMap(({ id, workloads }) => {
    const answered = workloads.flatMap((workload) =>
      (serviceSpec(id, workload)?.ports ?? []).map(({ port }) => `${workloadServiceName(workload)}:${port}`),
    );
    return workloads.flatMap((workload) =>
      [...Object.values(workloadVariables(workload)), ...Object.values(fileTexts(workload.files))].flatMap(
        (text) =>
          [...text.matchAll(/\b(?:redis|http):\/\/([\w-]+:\d+)/g)].map(([, called]) => ({
            by: `${id}: ${workload.name}`,
            called,
            answered,
          })),
      ),
    );
  });

  it("are looked for in environment and files", () => {
    expect(calls.length).toBeGreaterThanOrEqual(6);
  });

  it.each(calls)("$by reaches $called", ({ called, answered }) => {
    expect(answered).toContain(called);
  });
});

describe("environment of the catalog's workloads", () => {
  const workloads = services.flatMap((service) => service.workloads);

  it("has no variable twice, whatever gives it", () => {
    for (const { name, env, databaseEnv = {}, secrets, sizes } of workloads) {
      const variables = [
        ...Object.keys(env),
        ...Object.keys(databaseEnv),
        ...Object.keys(sizes.normal.env ?? {}),
        ...secrets.map((secret) => `${secret.name}_FILE`),
      ];
      expect(new Set(variables).size, name).toBe(variables.length);
    }
  });

  it("asks for parts of the connection only where there is a pool", () => {
    for (const { name, pool, databaseEnv, secrets } of workloads)
      if (pool === undefined) expect([databaseEnv, secrets], name).toEqual([undefined, []]);
  });

  it("names no login and no place: both belong to an environment", () => {
    for (const { name, env } of workloads)
      expect(JSON.stringify(env), name).not.toMatch(/_USER|_HOST|_user|DB_PORT|localhost/);
  });
});
