import * as pulumi from "@pulumi/pulumi";
import { Zone } from "@pulumi/aws/route53/zone";
import type { Tagged } from "../components/scope";
import type { Settings } from "./schema";

/** Hosted zones of config: those that are there, and those that this stack makes. */
export class HostedZones extends pulumi.ComponentResource {
  /** Id by domain. */
  readonly ids: Readonly<Record<string, pulumi.Output<string>>>;
  /** Name servers by domain, of the zones made here: the registrar of the domain must name them. */
  readonly nameServers: Readonly<Record<string, pulumi.Output<string[]>>>;

  constructor(
    name: string,
    args: Tagged & Pick<Settings, "hostedZones">,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("lifeboat:bootstrap:HostedZones", name, {}, opts);
    const made = Object.entries(args.hostedZones).flatMap(([domain, id]) =>
      id === "create" ? [[domain, this.zone(name, domain, args)] as const] : [],
    );
    const zones = new Map(made);
    this.ids = Object.fromEntries(
      Object.entries(args.hostedZones).map(([domain, id]) => [
        domain,
        zones.get(domain)?.zoneId ?? pulumi.output(id),
      ]),
    );
    this.nameServers = Object.fromEntries(made.map(([domain, zone]) => [domain, zone.nameServers]));
    this.registerOutputs({ ids: this.ids });
  }

  private zone(name: string, domain: string, { tags }: Tagged): Zone {
    return new Zone(
      `${name}-${domain}`,
      { name: domain, comment: "Made by lifeboat-bootstrap", forceDestroy: false, tags },
      { parent: this, protect: true },
    );
  }
}
