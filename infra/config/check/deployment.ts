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
import { featureProblems, modeProblems } from "./applications";
import { collector } from "../../logs/collector";
import { exporter } from "../../scraping/exporter";
import { jsonExporter, readsJson } from "../../scraping/json-exporter";
import { keyText, remove } from "../command";
import type { PartialConfig } from "../schema";
import { shown } from "./keys";
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

/** Canaries where nothing would send them their share. */
const strayCanaries = (canaries: NonNullable<PartialConfig["canary"]>): readonly Problem[] =>
  Object.keys(canaries).map((id) => ({
    thing: `config lifeboat:canary.${id}`,
    value: shown(canaries[id]),
    limit: "be set only with Route 53, whose weighted records give a canary its share",
    remedy: remove(keyText(["canary", id])),
  }));

/** What is missing for the declared services' workloads and traffic; skips keys that could not be parsed. */
export function deploymentProblems(config: PartialConfig, catalog: readonly Service[]): readonly Problem[] {
  const declared = catalog.filter(({ id }) => config.services?.includes(id) ?? true);
  const names = Object.entries(config.workloadSecrets ?? {}).map(
    ([id, values]) => [id, Object.keys(values)] as const,
  );
  const stored = config.secretStore !== undefined;
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
    ...(config.hostedZones === undefined || config.route53 === false
      ? []
      : zoneProblems(declared, config.hostedZones)),
    ...(config.canary === undefined ? [] : canaryProblems(declared, config.canary)),
    ...(config.route53 === false ? strayCanaries(config.canary ?? {}) : []),
    ...(config.cloudflareZones === undefined
      ? []
      : cdnConfigProblems(declared, config.cloudflareZones, config.role, tokens, stored)),
    ...(config.images === undefined
      ? []
      : imageProblems(declared, config.images, catalog, {
          [exporter.repository]: true,
          [jsonExporter.repository]: declared.some(readsJson),
          [collector.repository]: config.logs !== undefined,
        })),
    ...(config.workloadSecrets === undefined
      ? []
      : workloadSecretProblems(declared, Object.fromEntries(names), stored)),
    ...(config.features === undefined ? [] : featureProblems(catalog, config.features)),
    ...(config.maintenance === undefined ? [] : modeProblems(catalog, "maintenance", config.maintenance)),
    ...(config.debug === undefined ? [] : modeProblems(catalog, "debug", config.debug)),
    ...tellingProblems(config, declared, catalog),
  ];
}
