import { byLogin } from "../../infra/catalog/logins";
import * as pulumi from "@pulumi/pulumi";
import { services } from "../../infra/catalog";
import type { Service } from "../../infra/catalog/types";
import { configuredService } from "../../infra/components/environment/configured-service";
import { ServiceEnvironment } from "../../infra/components/environment/service-environment";
import { externalSecretNames, imageRepositories } from "../../infra/config/check/workloads";
import type { Settings } from "../../infra/config";
import { exporter } from "../../infra/scraping/exporter";
import { jsonExporter } from "../../infra/scraping/json-exporter";
import type { Takeover } from "../../infra/recovery/takeover";
import { declared, type Registered } from "./pulumi-mocks";
import { fromConfig } from "./workload-fixture";

const zoneOf = (host: string): string => host.split(".").slice(-2).join(".");

const place: Partial<Settings> = {
  cloudflareZones: Object.fromEntries(
    services.flatMap(({ cdn }) => (cdn === undefined ? [] : [[zoneOf(cdn.host), "0".repeat(32)]])),
  ),
  databaseHosts: Object.fromEntries(services.map(({ id }) => [id, `${id}.db.example.com`])),
  images: Object.fromEntries(
    [...imageRepositories(services), exporter.repository, jsonExporter.repository].map((each) => [
      each,
      `registry.example.com/${each}@sha256:${"0".repeat(64)}`,
    ]),
  ),
  hostedZones: Object.fromEntries(
    services.flatMap(({ domains }) => domains.map(({ host }) => [zoneOf(host), "Z0000000000EXAMPLE"])),
  ),
};
const word = pulumi.secret("word");

/** Everything that services declare in one environment. @param chosen which of them; all of the catalog if not given */
export async function environments(
  config: Settings,
  takeover?: Takeover,
  chosen: readonly Service[] = services,
): Promise<readonly Registered[]> {
  const { resources } = await declared(() => {
    for (const service of chosen)
      new ServiceEnvironment({
        service: configuredService(service, config),
        config: { ...config, ...place, images: { ...place.images, ...config.images } },
        secrets: {
          adminPassword: word,
          passwords: byLogin(() => word),
          external: Object.fromEntries(externalSecretNames(service).map((name) => [name, word])),
          ageIdentity: word,
          repositories: {},
          source:
            config.secretStore === undefined
              ? fromConfig
              : { store: config.secretStore, entry: `lifeboat/${service.id}` },
          purgeToken: word,
        },
        scripts: { "backup.sh": "#!/bin/bash\n" },
        logBucket: (region) => `logs-${region}`,
        alarmTopics: (region) => `arn:aws:sns:${region}:123456789012:alarms`,
        takeover,
        dependsOn: [],
      });
  });
  return resources.list;
}
