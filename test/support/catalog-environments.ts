import * as pulumi from "@pulumi/pulumi";
import { services } from "../../infra/catalog";
import { ServiceEnvironment } from "../../infra/components/service-environment";
import { externalSecretNames, imageRepositories } from "../../infra/components/workload-problems";
import type { Settings } from "../../infra/config";
import { exporter } from "../../infra/scraping/exporter";
import type { Takeover } from "../../infra/recovery/takeover";
import { declared, type Registered } from "./pulumi-mocks";

const zoneOf = (host: string): string => host.split(".").slice(-2).join(".");

const place: Partial<Settings> = {
  cloudflareZones: Object.fromEntries(
    services.flatMap(({ cdn }) => (cdn === undefined ? [] : [[zoneOf(cdn.host), "0".repeat(32)]])),
  ),
  databaseHosts: Object.fromEntries(services.map(({ id }) => [id, `${id}.db.example.com`])),
  images: Object.fromEntries(
    [...imageRepositories(services), exporter.repository].map((each) => [
      each,
      `registry.example.com/${each}@sha256:${"0".repeat(64)}`,
    ]),
  ),
  hostedZones: Object.fromEntries(
    services.flatMap(({ domains }) => domains.map(({ host }) => [zoneOf(host), "Z0000000000EXAMPLE"])),
  ),
};
const word = pulumi.secret("word");

/** Everything that every service of the catalog declares in one environment. */
export async function environments(config: Settings, takeover?: Takeover): Promise<readonly Registered[]> {
  const { resources } = await declared(() => {
    for (const service of services)
      new ServiceEnvironment({
        service,
        config: { ...config, ...place },
        secrets: {
          adminPassword: word,
          backupPassword: word,
          restorePassword: word,
          migratePassword: word,
          monitorPassword: word,
          appPassword: word,
          external: Object.fromEntries(externalSecretNames(service).map((name) => [name, word])),
          ageIdentity: word,
          purgeToken: word,
        },
        scripts: { "backup.sh": "#!/bin/bash\n" },
        logBucket: (region) => `logs-${region}`,
        alarmTopicArn: "arn:aws:sns:us-east-1:123456789012:alarms",
        takeover,
      });
  });
  return resources.list;
}
