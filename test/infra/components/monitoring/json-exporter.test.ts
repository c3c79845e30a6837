import http from "node:http";
import { writeFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { jackpotService } from "../../../../infra/catalog/jackpot-service";
import { tasksApp } from "../../../../infra/catalog/tasks-app";
import type { Service } from "../../../../infra/catalog/types";
import { JsonExporter } from "../../../../infra/components/monitoring/json-exporter";
import { temporaryDirectory } from "../../../../sandbox/servers/at-exit";
import { probe } from "../../../support/json-exporter";
import { declared, type Resources } from "../../../support/pulumi-mocks";
import { fromConfig } from "../../../support/workload-fixture";

const TOKEN = "admin-word";
const image = `json-exporter@sha256:${"e".repeat(64)}`;

const made = async (service: Service): Promise<Resources> =>
  (
    await declared(
      () =>
        new JsonExporter("exporter", {
          service,
          image,
          namespace: "space",
          priorityClass: "lifeboat-serving-primary",
          external: { ADMIN_TOKEN: pulumi.secret(TOKEN) },
          secretSource: fromConfig,
          labels: { "app.kubernetes.io/part-of": service.id },
        }),
    )
  ).resources;

const deployment = (resources: Resources) => resources.one("kubernetes:apps/v1:Deployment").inputs;
const configOf = (resources: Resources): string =>
  z.object({ "config.yaml": z.string() }).parse(resources.one("kubernetes:core/v1:ConfigMap").inputs["data"])[
    "config.yaml"
  ];

describe("JsonExporter", () => {
  let tasks: Resources;
  let jackpot: Resources;
  beforeAll(async () => {
    tasks = await made(tasksApp);
    jackpot = await made(jackpotService);
  });

  it("is one pod that a deployment does not wait for", () => {
    expect(deployment(tasks)).toMatchObject({
      metadata: { name: "json-exporter", annotations: { "pulumi.com/skipAwait": "true" } },
      spec: {
        replicas: 1,
        template: {
          spec: {
            containers: [
              {
                image,
                args: ["--config.file=/etc/json-exporter/config.yaml", "--web.listen-address=:7979"],
                securityContext: { readOnlyRootFilesystem: true },
              },
            ],
          },
        },
      },
    });
  });

  it("has the token as a file, and no secret in its configuration", () => {
    const { inputs, secretPaths } = tasks.one("kubernetes:core/v1:Secret");
    expect(inputs["stringData"]).toEqual({ ADMIN_TOKEN: TOKEN });
    expect(secretPaths.join()).toMatch(/^stringData/);
    expect(configOf(tasks)).toContain('"credentials_file": "/var/run/secrets/app/ADMIN_TOKEN"');
    expect(configOf(tasks) + JSON.stringify(deployment(tasks))).not.toContain(TOKEN);
  });

  it("sends no token where the runbook has none", () => {
    expect(jackpot.all("kubernetes:core/v1:Secret")).toEqual([]);
    expect(configOf(jackpot)).not.toContain("authorization");
  });

  describe("with an application", () => {
    let server: http.Server;
    let target: string;
    let document = "{}";
    const secrets = temporaryDirectory("json-exporter");
    beforeAll(async () => {
      writeFileSync(path.join(secrets.path, "ADMIN_TOKEN"), `${TOKEN}\n`);
      server = http.createServer((request, response) => {
        const allowed = request.url === "/open" || request.headers.authorization === `Bearer ${TOKEN}`;
        response.writeHead(allowed ? 200 : 401).end(document);
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      target = `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
    });
    afterAll(() => {
      server.close();
      secrets.remove();
    });

    it("reads the document of Tasks' runbook with the token", async () => {
      document =
        '{ "activeUsers": 1234, "requestsPerMinute": 567, "errorRate": 0.001, "avgResponseTime": 150 }';
      const page = await probe(configOf(tasks), secrets.path, { module: "tasks-api", target });
      expect(page).toBe(
        "tasks_error_rate 0.001\ntasks_response_milliseconds 150\ntasks_active_users 1234\ntasks_requests_per_minute 567\n",
      );
    });

    it("gets nothing without the token", async () => {
      const without = configOf(tasks).replace(/,\s*"authorization": \{[^}]*\}/, "");
      await expect(probe(without, secrets.path, { module: "tasks-api", target })).rejects.toThrow("401");
    });

    it("reads Jackpot's error rate, and makes no 0 of a document without one", async () => {
      const query = { module: "jackpot-service", target: `${target}/open` };
      document = '{ "error_rate": 1.5, "response_times": { "p50": 12 } }';
      expect(await probe(configOf(jackpot), secrets.path, query)).toBe("jackpot_error_rate_percent 1.5\n");
      document = '{ "response_times": {} }';
      expect(await probe(configOf(jackpot), secrets.path, query)).toBe("");
    });
  });
});
