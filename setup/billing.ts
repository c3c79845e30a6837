import { z } from "zod";
import { services } from "../infra/catalog";
import type { Horizon } from "../infra/catalog/types";
import { schema } from "../infra/config/schema";
import { placed } from "../infra/config/placed";
import { sum } from "../infra/cost/line";
import { SHARED, stackLines } from "../infra/cost/monthly";
import { priceList } from "../infra/cost/prices";
import { markdownTable, type Bill } from "../infra/cost/table";
import type { Assumed } from "../infra/cost/vault";
import type { StackFile } from "./stack-file";

/** What the bill depends on; none of it is a secret. */
const billedKeys = schema.pick({
  role: true,
  posture: true,
  postures: true,
  region: true,
  replicaRegion: true,
  services: true,
  databaseServers: true,
  cloudflare: true,
  route53: true,
  hostedZones: true,
});

/** Size of a dump as stored, percent of the database on its disk: indexes are not in it, and zstd halves the rest (stated). */
export const DUMP_PERCENT = 30;

const NAMESPACE = /^lifeboat:/;

type Billing = z.infer<typeof billedKeys>;

/** The monthly bill of a stack with such a config. */
export function billWith(config: Billing, assumed: Assumed): Bill {
  const posture = config.posture ?? (config.role === "primary" ? "active" : "passive");
  const ids = config.services ?? services.map(({ id }) => id);
  const billed = services
    .filter(({ id }) => ids.includes(id))
    .map((service) => ({
      service: placed(service, config),
      posture: config.postures[service.id] ?? posture,
    }));
  const place = { ...config, replicaRegion: config.replicaRegion };
  const at = (horizon: Horizon) => stackLines(billed, place, horizon, assumed);
  return { now: at("now"), months6: at("months6"), months12: at("months12") };
}

/**
 * The monthly bill of a stack as its file describes it.
 * @throws Error naming each key of the file that is not valid
 */
export function billOf(file: StackFile, assumed: Assumed): Bill {
  const own = Object.entries(file.settings).map(
    ([key, value]) => [key.replace(NAMESPACE, ""), value] as const,
  );
  const read = billedKeys.safeParse(Object.fromEntries(own));
  if (!read.success) throw new Error(`${file.file}: ${z.prettifyError(read.error)}`);
  return billWith(read.data, assumed);
}

const REGIONS = { own: priceList.regions[0], other: priceList.regions[1] };

/** Sums of both stacks with all services, by service: as the catalog has them, and with replicated servers where it may. */
function pairRows(): readonly (readonly string[])[] {
  const servers = services.filter(({ database }) => database.server?.kind === "cluster").map(({ id }) => id);
  const zone = Object.fromEntries(services.flatMap(({ domains }) => domains.map(({ host }) => [host, host])));
  const pair = (databaseServers: Billing["databaseServers"]): readonly Bill[] => {
    const both = {
      ...billedKeys.parse({ role: "primary", region: REGIONS.own }),
      databaseServers,
      hostedZones: zone,
    };
    const dr = { ...both, role: "standby" as const, region: REGIONS.other };
    return [{ ...both, replicaRegion: REGIONS.other }, dr].map((each) =>
      billWith(each, { dumpPercent: DUMP_PERCENT }),
    );
  };
  const [dumps, archived] = [pair({}), pair(Object.fromEntries(servers.map((id) => [id, "replicated"])))];
  const usd = (bills: readonly Bill[], horizon: Horizon, name?: string): string =>
    String(
      Math.round(
        sum(
          bills.flatMap((bill) =>
            name === undefined ? [...bill[horizon].values()].flat() : [...(bill[horizon].get(name) ?? [])],
          ),
        ),
      ),
    );
  const row = (title: string, name?: string): readonly string[] => [
    title,
    ...(["now", "months6", "months12"] as const).map((horizon) => usd(dumps, horizon, name)),
    ...(["now", "months12"] as const).map((horizon) => usd(archived, horizon, name)),
  ];
  return [
    ["USD a month", "dumps, now", "in 6 months", "in 12 months", "replicated, now", "in 12 months"],
    ...services.map(({ id, title }) => row(title, id)),
    row("topics of alarms, zones", SHARED),
    row("sum"),
  ];
}

/** The costs of docs/prerequisites.md: both stacks together, as Markdown. */
export const costListing = (): string =>
  `${markdownTable(pairRows())}\n\nPrices are those of ${priceList.regions.join(" and ")}, read on ${priceList.readOn}.`;
