import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../infra/catalog";
import { describeReal } from "../support/describe-real";
import type { Proof } from "../support/proof";
import { PROOF_NEEDS, sharedProof } from "../support/shared-proof";

const pods = z.object({
  items: z.array(
    z.object({
      spec: z.object({ containers: z.array(z.object({ image: z.string() })) }),
      status: z.object({ qosClass: z.string(), phase: z.string() }),
    }),
  ),
});

describeReal("jobs as Jobs of a cluster", PROOF_NEEDS, () => {
  let proof: Proof;
  beforeAll(async () => {
    proof = await sharedProof();
  });

  /** Creates a Job by hand from its CronJob, as README says, and waits for its end. */
  async function runByHand(service: string, job: string): Promise<string> {
    const { cluster } = proof;
    const name = `${job}-by-hand`;
    const of = ["--namespace", namespaceOf(service, job)];
    await cluster.kubectl([...of, "create", "job", name, `--from=cronjob/${service}-${job}`]);
    const logs = (): Promise<string> => cluster.kubectl([...of, "logs", `job/${name}`, "--all-containers"]);
    await cluster
      .kubectl([...of, "wait", "--for=condition=complete", `job/${name}`, "--timeout=90s"])
      .catch(async (error: unknown) => {
        const description = await cluster.kubectl([...of, "describe", "pods"]).catch(String);
        throw new Error(`${String(error)}\n${await logs().catch(String)}\n${description}`);
      });
    return logs();
  }

  function namespaceOf(service: string, job: string): string {
    const found = proof.objects.find(
      ({ kind, metadata }) => kind === "CronJob" && metadata.name === `${service}-${job}`,
    );
    return found?.metadata.namespace ?? "";
  }

  describe.each(services.map((service) => [service.id, service] as const))("%s", (id, service) => {
    it("is backed up by a Job made by hand from its CronJob", async () => {
      const before = await proof.vault(service).ids("hourly");
      const logs = await runByHand(id, "backup");
      const made = (await proof.vault(service).ids("hourly")).filter((each) => !before.includes(each));
      expect(made).toHaveLength(1);
      expect(logs).toContain(made[0]);
    });

    it("runs the job's image by its digest, within its limits", async () => {
      const { reference } = await proof.image("jobs");
      const listed = await proof.cluster.kubectl([
        ...["--namespace", namespaceOf(id, "backup"), "get", "pods", "--output=json"],
        "--selector=job-name=backup-by-hand",
      ]);
      const [pod] = pods.parse(JSON.parse(listed)).items;
      expect(pod?.spec.containers.map(({ image }) => image)).toEqual([reference]);
      expect(pod?.status).toEqual({ qosClass: "Burstable", phase: "Succeeded" });
    });
  });
});
