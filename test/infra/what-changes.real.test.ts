import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { settingsFile } from "../../sandbox/engine/project";
import type { Sandbox } from "../../sandbox/engine/sandbox";
import type { Backend } from "../../sandbox/providers/backend";
import { simulatedBackend } from "../../sandbox/providers/simulated-backend";
import { temporaryDirectory } from "../../sandbox/servers/at-exit";
import { openServiceSandbox, pulumiOn } from "../support/service-sandbox";

const IMAGE = `registry.internal/tasks-app/api@sha256:${"1a".repeat(32)}`;

const steps = z.object({ steps: z.array(z.object({ op: z.string(), urn: z.string() })) });

/** Objects of a cluster by name; a roll-out fails on request. */
class Cluster {
  readonly objects = new Set<string>();
  failing = false;
  readonly backend: Backend = {
    create: async (operation) => {
      const made = await simulatedBackend.create(operation);
      if (!operation.preview) {
        const name = `${operation.context.type} ${made.id}`;
        if (this.objects.has(name) && operation.context.config["upsertExistingObjects"] !== true)
          throw new Error(`${name} already exists`);
        this.objects.add(name);
      }
      return made;
    },
    update: async (operation) => {
      if (!operation.preview && this.failing && operation.context.type.endsWith(":Deployment"))
        throw new Error("the roll-out makes no progress");
      return simulatedBackend.update(operation);
    },
    delete: async (operation) => {
      this.objects.delete(`${operation.context.type} ${operation.id}`);
      return simulatedBackend.delete(operation);
    },
    read: (operation) => simulatedBackend.read(operation),
  };

  /** ConfigMaps of the application's variables. */
  variables(): readonly string[] {
    return [...this.objects].filter((name) =>
      name.startsWith("kubernetes:core/v1:ConfigMap tasks-app/tasks-api-config-"),
    );
  }
}

describe("a service whose config changes, by the real engine", () => {
  const cluster = new Cluster();
  const folder = temporaryDirectory("changes");
  let sandbox: Sandbox;
  let first: readonly string[];

  beforeAll(async () => {
    sandbox = await openServiceSandbox(folder.path, ["tasks-app"], {
      backends: { kubernetes: cluster.backend },
    });
    await pulumi("up", "--yes", "--skip-preview");
    first = cluster.variables();
  });
  afterAll(() => {
    sandbox.close();
    folder.remove();
  });

  const pulumi = (...args: readonly string[]) => pulumiOn(sandbox, "prod", ...args);
  const up = () => pulumi("up", "--yes", "--skip-preview");

  /** What a preview would change: operation and logical name, sorted. */
  async function changes(): Promise<readonly string[]> {
    const { stdout, all, code } = await pulumi("preview", "--json");
    expect(code, all).toBe(0);
    return steps
      .parse(JSON.parse(stdout))
      .steps.filter(({ op }) => op !== "same" && op !== "read")
      .map(({ op, urn }) => `${op} ${(urn.split("::").at(-1) ?? "").replace(/-[0-9a-f]{10}$/, "-<digest>")}`)
      .toSorted();
  }

  it.each([
    ["nothing where nothing is set", undefined, undefined, []],
    // A roll-out passes its gate, and what the CDN holds is from before.
    [
      "gate, Deployment and purge for another image",
      'images["tasks-app/api"]',
      IMAGE,
      [
        "create tasks-app-posture-gate-backup-<digest>",
        "create tasks-app-purge-<digest>",
        "delete tasks-app-posture-gate-backup-<digest>",
        "delete tasks-app-purge-<digest>",
        "replace tasks-app-posture-gate-check-job",
        "replace tasks-app-posture-gate-migrate",
        "update tasks-app-posture-workloads-tasks-api-deployment",
      ],
    ],
    // Without its configuration Alertmanager notifies nobody, so it must never be removed.
    [
      "Alertmanager's configuration in place for another route",
      "deadManUrl",
      "https://deadman.internal/another",
      ["update oncall", "update oncall-alertmanager"],
    ],
    [
      "the Deployment for another size",
      "sizes.tasks-app",
      "scaled",
      ["update tasks-app-posture-workloads-tasks-api-deployment"],
    ],
  ] as const)("changes in the preview %s, and no more", async (_what, key, value, expected) => {
    const settings = settingsFile(sandbox.paths.project, "prod");
    const before = readFileSync(settings, "utf8");
    try {
      if (key !== undefined) await pulumi("config", "set", "--path", `lifeboat:${key}`, value);
      expect(await changes()).toEqual(expected);
    } finally {
      writeFileSync(settings, before);
    }
  });

  it("changes its variables and its Deployment for maintenance, and nothing else", async () => {
    expect(first).toHaveLength(1);
    await pulumi("config", "set", "--path", "lifeboat:maintenance[0]", "tasks-app");
    expect(await changes()).toEqual([
      "replace tasks-app-posture-workloads-tasks-api-config",
      "update tasks-app-posture-workloads-tasks-api-deployment",
    ]);
  });

  it("keeps the old variables beside the new ones while the roll-out fails, and after it is taken back", async () => {
    cluster.failing = true;
    expect((await up()).all).toContain("the roll-out makes no progress");
    expect(cluster.variables()).toHaveLength(2);
    cluster.failing = false;
    await pulumi("config", "rm", "--path", "lifeboat:maintenance[0]");
    const back = await up();
    expect(back.code, back.all).toBe(0);
    // Both: `kubectl rollout undo` finds what either ReplicaSet refers to.
    expect(cluster.variables()).toHaveLength(2);
    expect(cluster.variables()).toEqual(expect.arrayContaining([...first]));
  });
});
