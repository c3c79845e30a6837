import { byLogin } from "../../../../infra/catalog/logins";
import { randomBytes } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { ServiceEnvironment } from "../../../../infra/components/environment/service-environment";
import { scriptFiles } from "../../../../infra/components/pod/scripts";
import { podOfJob } from "../../../../sandbox/cluster/pod-manifest";
import { jobFromCronJob } from "../../../../sandbox/cluster/job";
import { describeReal, POD } from "../../../support/describe-real";
import { runInRoom } from "../../../support/pod-room";
import { declared } from "../../../support/pulumi-mocks";
import { sharedCluster } from "../../../support/shared-cluster";
import { fromConfig } from "../../../support/workload-fixture";
import { libraryWithCdn, primary } from "../../../support/service-fixture";
import { startCloudflare, ZONE } from "../../jobs/cloudflare-server";
import { events } from "../../jobs/run-job";

const TOKEN = randomBytes(20).toString("hex");
const KINDS = ["ConfigMap", "Secret", "ServiceAccount"].map((kind) => `kubernetes:core/v1:${kind}`);

describeReal("a purge in the pod that is declared for it", [...POD, "job-image"], () => {
  it("finds its scripts, its settings and its token, and asks the API that config names", async () => {
    const shared = await sharedCluster();
    const cloudflare = await startCloudflare(TOKEN);
    const apiUrl = new URL(cloudflare.apiUrl);
    const exposed = await shared.expose(Number(apiUrl.port));
    apiUrl.hostname = shared.cluster.addresses.node;
    const word = pulumi.secret("word");
    const { resources } = await declared(
      () =>
        new ServiceEnvironment({
          service: {
            ...libraryWithCdn,
            cdn: { ...libraryWithCdn.cdn, intervalSeconds: 0 },
          },
          config: {
            ...primary,
            cloudflareZones: { "library.example": ZONE },
            cloudflareApiUrl: apiUrl.href,
            ageRecipients: [`age1${"q".repeat(58)}`],
          },
          secrets: {
            adminPassword: word,
            passwords: byLogin(() => word),
            external: {},
            purgeToken: pulumi.secret(TOKEN),
            ageIdentity: word,
            repositories: {},
            source: fromConfig,
          },
          scripts: scriptFiles(),
          logBucket: (region) => `logs-${region}`,
          alarmTopics: (region) => `arn:aws:sns:${region}:123456789012:alarms`,
          takeover: undefined,
          dependsOn: [],
        }),
    );
    const objects = resources.all().flatMap(({ type, inputs }) => (KINDS.includes(type) ? [inputs] : []));
    const cronJob = resources.one("kubernetes:batch/v1:CronJob", "library-purge-on-demand").inputs;
    // Nobody answers for the CDN's own host: neither here nor outside of this machine.
    const env = { PURGE_TIMEOUT_SECONDS: "5", https_proxy: "http://127.0.0.1:1" };
    const manifest = podOfJob(jobFromCronJob(cronJob, { env }));
    const { stderr, stdout } = await runInRoom({ manifest, objects });
    await exposed.close();
    await cloudflare.stop();
    expect(cloudflare.purges[0], stderr).toEqual({ everything: true, files: [] });
    expect(events({ stderr }, "purged"), stderr).not.toEqual([]);
    expect(String(events({ stderr }, "purge_unproved")[0]?.["message"]), stderr).toContain(
      "https://cdn.library.example/cover.png returns nothing (",
    );
    expect(`${stdout}${stderr}`).not.toContain(TOKEN);
  });
});
