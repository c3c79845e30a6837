import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../infra/catalog";
import { declaredAgainst } from "../../sandbox/bench/declared";
import type { Cluster } from "../../sandbox/cluster/cluster";
import { exposePort } from "../../sandbox/cluster/expose";
import { startCluster } from "../../sandbox/cluster/start";
import { createDeclaredLogins } from "../../sandbox/databases/declared-logins";
import { loadDatabase } from "../../sandbox/databases/service-database";
import { buildImage } from "../../sandbox/images/build";
import { kubernetesObjects, type KubernetesObject } from "../../sandbox/render/kubernetes-objects";
import { withSecrets } from "../../sandbox/render/secret-values";
import { applyAws } from "../../sandbox/servers/apply-aws";
import { startMoto, type Moto } from "../../sandbox/servers/moto";
import { startPostgres, type Postgres } from "../../sandbox/servers/postgres";
import { describeReal } from "../support/describe-real";
import { newAgeKey } from "../support/proof";
import { awsCredentials } from "../support/aws-credentials";
import { inOrder } from "../support/proof-kubernetes";
import { vaultOf } from "../support/proof-vault";

/** What jobs need of their stack in the cluster. */
const KINDS = new Set([
  ...["Namespace", "PriorityClass", "ServiceAccount", "ConfigMap", "Secret", "LimitRange", "ResourceQuota"],
  ...["NetworkPolicy", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "CronJob"],
]);
/** No Job but those made by hand: a CronJob's own would add to what is counted. */
const suspended = (object: KubernetesObject): KubernetesObject =>
  object.kind === "CronJob" ? { ...object, spec: { ...spec.parse(object["spec"]), suspend: true } } : object;
const PASSWORDS = { backup: "a-backup-login", restore: "a-restore-login" };

const spec = z.looseObject({});
const pods = z.object({
  items: z.array(
    z.object({
      spec: z.object({ containers: z.array(z.object({ image: z.string() })) }),
      status: z.object({ qosClass: z.string(), phase: z.string() }),
    }),
  ),
});

describeReal("jobs as pods of a cluster", ["root", "cluster", "postgresql", "moto", "age"], () => {
  let cluster: Cluster;
  let postgres: Postgres;
  let moto: Moto;
  let objects: readonly KubernetesObject[];
  let jobImage: string;
  const ends: (() => Promise<void> | void)[] = [];

  beforeAll(async () => {
    const key = newAgeKey();
    const image = await buildImage("jobs");
    jobImage = image.reference;
    cluster = await startCluster({ name: `proof-${process.pid}`, mortal: true });
    ends.push(() => {
      cluster.remove();
    });
    postgres = await startPostgres();
    ends.push(() => postgres.stop());
    moto = await startMoto();
    ends.push(() => moto.stop());
    const { node } = cluster.addresses;
    for (const port of [postgres.port, moto.port]) {
      const exposed = await exposePort(cluster, port);
      ends.push(() => exposed.close());
    }
    const [resources] = await Promise.all([
      declaredAgainst({ host: node, port: postgres.port }, `http://${node}:${moto.port}`, key.recipient, {
        "lifeboat:jobImage": image.reference,
      }),
      cluster.importImage(image.archive),
      Promise.all(services.map((service) => loadDatabase(postgres, service))),
    ]);
    await applyAws(moto.url, resources);
    for (const service of services) await createDeclaredLogins(postgres, service, resources, PASSWORDS);
    objects = withSecrets(kubernetesObjects(resources), {
      "lifeboat-database-backup": { password: PASSWORDS.backup },
      "lifeboat-database-restore": { password: PASSWORDS.restore },
      "lifeboat-restore-identity": { "identity.txt": key.identity },
    });
    // Alertmanager's, which belongs to whoever runs it.
    const monitoring = { apiVersion: "v1", kind: "Namespace", metadata: { name: "monitoring" } };
    const items = [
      ...awsCredentials(),
      monitoring,
      ...inOrder(objects.filter(({ kind }) => KINDS.has(kind))).map(suspended),
    ];
    await cluster.kubectl(
      ["apply", "--server-side", "--filename=-"],
      JSON.stringify({ apiVersion: "v1", kind: "List", items }),
    );
  }, 300_000);
  afterAll(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  /** Creates a Job by hand from its CronJob, as README says, and waits for its end. */
  async function runByHand(service: string, job: string): Promise<string> {
    const name = `${job}-by-hand`;
    const of = ["--namespace", namespaceOf(service, job)];
    await cluster.kubectl([...of, "create", "job", name, `--from=cronjob/${service}-${job}`]);
    const logs = (): Promise<string> => cluster.kubectl([...of, "logs", `job/${name}`, "--all-containers"]);
    await cluster
      .kubectl([...of, "wait", "--for=condition=complete", `job/${name}`, "--timeout=90s"])
      .catch(async (error: unknown) => {
        const told = await cluster.kubectl([...of, "describe", "pods"]).catch(String);
        throw new Error(`${String(error)}\n${await logs().catch(String)}\n${told}`);
      });
    return logs();
  }

  function namespaceOf(service: string, job: string): string {
    const found = objects.find(
      ({ kind, metadata }) => kind === "CronJob" && metadata.name === `${service}-${job}`,
    );
    return found?.metadata.namespace ?? "";
  }

  describe.each(services.map((service) => [service.id, service] as const))("%s", (id, service) => {
    it("is backed up by a Job made by hand from its CronJob", async () => {
      await runByHand(id, "backup");
      expect((await vaultOf(moto.url, objects, service).ids("hourly")).length).toBe(1);
    });

    it("runs the job's image by its digest, within its limits", async () => {
      const listed = await cluster.kubectl([
        ...["--namespace", namespaceOf(id, "backup"), "get", "pods", "--output=json"],
      ]);
      const [pod] = pods.parse(JSON.parse(listed)).items;
      expect(pod?.spec.containers.map(({ image }) => image)).toEqual([jobImage]);
      expect(pod?.status).toEqual({ qosClass: "Burstable", phase: "Succeeded" });
    });
  });
});
