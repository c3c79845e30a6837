import type { Service } from "../../catalog/types";
import { cdnConfigProblems } from "../../cdn/zones";
import { canaryProblems } from "../../failover/canary";
import { zoneProblems } from "../../failover/hosted-zones";
import { imageProblems, workloadSecretProblems } from "./workloads";
import { quotaProblems } from "./quotas";
import { channelsOf, givenCredentials } from "../../oncall/channels";
import { oncallProblems } from "../../oncall/problems";
import { channelProblems } from "../../oncall/settings-problems";
import type { Problem } from "../../problem";
import { featureProblems, maintenanceProblems } from "./applications";
import { collector } from "../../logs/collector";
import { exporter, exporterProblems } from "../../scraping/exporter";
import { jsonExporter, readsJson } from "../../scraping/json-exporter";
import type { PartialConfig } from "../schema";
import { strangeZoneProblems } from "./zones";
import { horizons } from "../schema/place";

/** Problems of the notification channels, unless the credentials could not be parsed. */
function tellingProblems(config: PartialConfig, declared: readonly Service[], catalog: readonly Service[]) {
  if (config.oncall === undefined) return [];
  const { oncallMail, deadManUrl } = config;
  const given = givenCredentials(config.oncall);
  const settings = { oncallMail, deadManUrl };
  return [
    ...channelProblems(settings, given, catalog),
    ...oncallProblems(declared, channelsOf(settings, given)),
  ];
}

/** What is missing for the declared services' workloads and traffic; skips keys that could not be parsed. */
export function deploymentProblems(config: PartialConfig, catalog: readonly Service[]): readonly Problem[] {
  const declared = catalog.filter(({ id }) => config.services?.includes(id) ?? true);
  const names = Object.entries(config.workloadSecrets ?? {}).map(
    ([id, values]) => [id, Object.keys(values)] as const,
  );
  const stored = config.secretStore !== undefined;
  const scraped = config.prometheusOperator ?? true;
  const secrets = config.databaseSecrets ?? {};
  // Tokens that could not be parsed have a problem already, and may well be set.
  const tokens = "cloudflareTokens" in config ? config.cloudflareTokens : { purge: "", settings: "" };
  return [
    ...(config.namespaceQuotas === undefined || config.role === undefined
      ? []
      : quotaProblems(
          declared,
          config.namespaceQuotas,
          config.role,
          horizons[config.capacityHorizon ?? "now"],
          config.sizes,
        )),
    ...(config.hostedZones === undefined ? [] : zoneProblems(declared, config.hostedZones)),
    ...(config.canary === undefined ? [] : canaryProblems(declared, config.canary)),
    ...(config.cloudflareZones === undefined
      ? []
      : cdnConfigProblems(declared, config.cloudflareZones, config.role, tokens, stored)),
    ...strangeZoneProblems(catalog, config),
    ...(config.images === undefined
      ? []
      : imageProblems(declared, config.images, catalog, {
          [exporter.repository]: scraped,
          [jsonExporter.repository]: scraped && declared.some(readsJson),
          [collector.repository]: config.logs !== undefined,
        })),
    ...(config.databaseSecrets === undefined || !scraped || stored
      ? []
      : exporterProblems(
          declared.map(({ id }) => id).filter((id) => id in secrets),
          Object.entries(secrets).flatMap(([id, { monitor }]) => (monitor === undefined ? [] : [id])),
        )),
    ...(config.workloadSecrets === undefined
      ? []
      : workloadSecretProblems(declared, Object.fromEntries(names), stored)),
    ...(config.features === undefined ? [] : featureProblems(catalog, config.features)),
    ...(config.maintenance === undefined ? [] : maintenanceProblems(catalog, config.maintenance)),
    ...tellingProblems(config, declared, catalog),
  ];
}
