import { afterAll, beforeAll, beforeEach } from "vitest";
import { ClusterWatch } from "../../../sandbox/drill/cluster/cluster-watch";
import type { DrillCluster, ClusterEvent } from "../../../sandbox/drill/cluster/drill-cluster";
import { KubernetesApiError } from "../../../sandbox/drill/cluster/kubernetes-api";
import { openSandboxCluster } from "../../../sandbox/drill/cluster/sandbox-cluster";
import { databaseBackend } from "../../../sandbox/drill/database-backend";
import type { SandboxValues } from "../../../sandbox/engine/sandbox-values";
import { startPostgres, type Postgres } from "../../../sandbox/servers/postgres";
import type { Requirement } from "../../../sandbox/servers/requirements";
import { builtPrograms } from "../../../sandbox/tools/program";
import { openTemporary, type TemporarySandbox } from "../engine/temporary-sandbox";

/** What a fixture on a cluster needs of the machine. */
export const FIXTURE_REQUIREMENTS = [
  ...["root", "cluster", "kubectl", "postgresql", "pulumi-resource-kubernetes"],
] as const as readonly Requirement[];

/** A fixture program's stack on a cluster of its own, deployed by the genuine provider, with a database beside it. */
export interface FixtureCluster {
  readonly cluster: DrillCluster;
  readonly postgres: Postgres;
  readonly temporary: TemporarySandbox;
  /** What happened in the namespace since the test began. */
  readonly events: readonly ClusterEvent[];
  /** An object as the cluster has it; undefined where there is none. */
  get(resource: string): Promise<unknown>;
}

/**
 * Opens one before the tests of a suite, and ends it after them.
 * @param values the stack's settings, once the servers are there
 */
export function fixtureCluster(
  fixture: string,
  namespace: string,
  values: (place: Pick<FixtureCluster, "cluster" | "postgres">) => SandboxValues | Promise<SandboxValues>,
): FixtureCluster {
  const ends: (() => Promise<void> | void)[] = [];
  const events: ClusterEvent[] = [];
  let [cluster, postgres, temporary]: Partial<[DrillCluster, Postgres, TemporarySandbox]> = [];

  beforeAll(async () => {
    const made = await openSandboxCluster(`${fixture}-${process.pid}`, [namespace], () => undefined);
    cluster = made;
    ends.push(() => made.close());
    const server = await startPostgres({ network: made.databaseNetwork });
    postgres = server;
    ends.push(() => server.stop());
    new ClusterWatch({
      namespaces: new Set([namespace]),
      onEvent: (event) => events.push(event),
      onLine: () => undefined,
      onIngress: () => undefined,
    }).connect(made.api);
    const [binary = ""] = await builtPrograms("pulumi-resource-kubernetes");
    const opened = await openTemporary(fixture, {
      values: await values({ cluster: made, postgres: server }),
      backends: { postgresql: databaseBackend() },
      genuine: { kubernetes: { binary, kubeconfig: made.kubeconfig } },
    });
    temporary = opened;
    ends.push(() => {
      opened.dispose();
    });
  }, 480_000);
  afterAll(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  beforeEach(() => {
    events.length = 0;
  });

  const there = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error("the fixture is not open yet");
    return thing;
  };
  return {
    get cluster() {
      return there(cluster);
    },
    get postgres() {
      return there(postgres);
    },
    get temporary() {
      return there(temporary);
    },
    events,
    get: (resource) =>
      there(cluster)
        .api.get(resource)
        .catch((error: unknown) => {
          if (error instanceof KubernetesApiError && error.status === 404) return undefined;
          throw error;
        }),
  };
}
