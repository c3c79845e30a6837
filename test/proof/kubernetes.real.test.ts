import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { services } from "../../infra/catalog";
import { jobs } from "../../infra/catalog/jobs";
import { startKubeApiserver, type KubeApiserver } from "../../sandbox/servers/kube-apiserver/server";
import { installDefinitions } from "../../sandbox/servers/kube-apiserver/definition";
import { jobFromCronJob } from "../../sandbox/cluster/job";
import { describeReal } from "../support/describe-real";
import type { Proof } from "../support/proof";
import { victim } from "../support/proof-day";
import { inOrder } from "../../sandbox/cluster/stack-jobs";
import { admitPod, applyStrictly, countQuota } from "../support/proof-kubernetes";
import { PROOF_NEEDS, sharedProof } from "../support/shared-proof";
import { SOON_MILLISECONDS } from "../support/processes";

const NEEDS = [...PROOF_NEEDS, "etcd", "kube-apiserver", "definitions"] as const;

describeReal("a Kubernetes API with the stack's objects", NEEDS, () => {
  let proof: Proof;
  let api: KubeApiserver;
  const { namespace } = victim;
  const metadata = (name: string) => ({ name, namespace });

  beforeAll(async () => {
    [proof, api] = await Promise.all([sharedProof(), startKubeApiserver()]);
    await installDefinitions(api.client);
  });
  afterAll(() => api.stop());

  it("refuses none of them, with strict validation, and warns of none", async () => {
    const differences: string[] = [];
    // Alertmanager's namespace belongs to its operator.
    await applyStrictly(api, { apiVersion: "v1", kind: "Namespace", metadata: { name: "monitoring" } });
    for (const object of inOrder(proof.objects)) {
      const { status, body, warnings } = await applyStrictly(api, object);
      if (status > 201 || warnings.length > 0)
        differences.push(
          `${object.kind} ${object.metadata.name}: ${status} ${warnings.join()} ${JSON.stringify(body)}`,
        );
    }
    expect(differences).toEqual([]);
    // Every job of each service, the purge of the one that has a CDN, and the retention of logs.
    const cronJobs = services.length * jobs.length + 2;
    expect(proof.objects.filter(({ kind }) => kind === "CronJob").length).toBe(cronJobs);
    expect(proof.objects.filter(({ kind }) => kind === "PrometheusRule").length).toBe(services.length);
    // An exporter and a workload of each service, and the collector of logs; a probe of each service's own, and of one that has a CDN of others.
    expect(proof.objects.filter(({ kind }) => kind === "ServiceMonitor").length).toBe(11);
    expect(proof.objects.filter(({ kind }) => kind === "Probe").length).toBe(6);
    expect(proof.objects.filter(({ kind }) => kind === "Certificate").length).toBe(services.length);
    // One for each workload that a domain leads to: two of DotMac.
    expect(proof.objects.filter(({ kind }) => kind === "Ingress").length).toBe(6);
    for (const quota of proof.objects.filter(({ kind }) => kind === "ResourceQuota"))
      expect((await countQuota(api, quota)).status, quota.metadata.namespace).toBe(200);
  });

  /** The API server's answer to a pod, once it has this status: admission sees a quota's count a moment later. */
  function answers(pod: unknown, status: number): Promise<string> {
    return vi.waitFor(
      async () => {
        const answer = await admitPod(api, namespace, pod);
        expect(answer.status).toBe(status);
        return JSON.stringify(answer.body);
      },
      { timeout: SOON_MILLISECONDS },
    );
  }

  it("lets a job in beside what its quota has room for, and none once that is used up", async () => {
    const quota = proof.objects.find(
      (each) => each.kind === "ResourceQuota" && each.metadata.namespace === namespace,
    );
    const { hard } = z.object({ hard: z.record(z.string(), z.string()) }).parse(quota?.["spec"]);
    const job = jobFromCronJob(proof.objects.find(({ metadata: of }) => of.name === `${victim.id}-backup`));
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: metadata("quota-question"),
      spec: job.spec.template.spec,
    };
    try {
      expect((await countQuota(api, quota, hard)).status).toBe(200);
      expect(await answers(pod, 403)).toContain("exceeded quota: lifeboat-quota");
    } finally {
      await countQuota(api, quota);
    }
    await answers(pod, 201);
  });

  it("gives a container that declares nothing what the LimitRange says, and refuses one that is too great", async () => {
    const bare = (limits: object) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: metadata("bare"),
      spec: {
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "bare",
            image: "bare:1",
            ...limits,
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          },
        ],
      },
    });
    const { status, body } = await admitPod(api, namespace, bare({}));
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({
      spec: {
        containers: [
          {
            resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { cpu: "500m", memory: "256Mi" } },
          },
        ],
      },
    });
    const refused = await admitPod(
      api,
      namespace,
      bare({ resources: { limits: { cpu: "5", memory: "1Gi" } } }),
    );
    expect(refused.status).toBe(403);
    expect(JSON.stringify(refused.body)).toContain("maximum cpu usage per Container is 4");
  });

  it("lets every job's pod in where Pod Security is restricted", async () => {
    for (const object of proof.objects.filter(({ kind }) => kind === "CronJob")) {
      const job = jobFromCronJob(object);
      const { name, namespace: own = "" } = object.metadata;
      const pod = {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: own },
        spec: job.spec.template.spec,
      };
      const { status, body, warnings } = await admitPod(api, own, pod);
      expect({ status, warnings }, `${name}: ${JSON.stringify(body)}`).toEqual({ status: 201, warnings: [] });
      // The refusal that this depends on; the namespace that belongs to others has a level of their own.
      if (own === "monitoring") continue;
      const open = structuredClone(pod);
      for (const container of open.spec.containers) container["securityContext"] = {};
      expect((await admitPod(api, own, open)).status, name).toBe(403);
    }
  });
});
