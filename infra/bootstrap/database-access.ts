import * as pulumi from "@pulumi/pulumi";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import type { Tagged } from "../components/scope";
import type { Settings } from "./schema";

type From = Pick<Settings["databaseAccess"][number], "from">;

/** Where connections come from, as a rule takes it. */
function origin({ from }: From) {
  if (from.startsWith("sg-")) return { referencedSecurityGroupId: from };
  return from.includes(":") ? { cidrIpv6: from } : { cidrIpv4: from };
}

/**
 * Lets those who deploy reach the database servers: the provider of PostgreSQL is no API of AWS, it logs in to each server from the
 * machine that runs the CLI.
 */
export class DatabaseAccess extends pulumi.ComponentResource {
  constructor(
    name: string,
    args: Tagged & Pick<Settings, "databaseAccess">,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("lifeboat:bootstrap:DatabaseAccess", name, {}, opts);
    for (const way of args.databaseAccess)
      new SecurityGroupIngressRule(
        `${name}-${way.securityGroup}-${way.from}-${way.port}`,
        {
          region: way.region,
          securityGroupId: way.securityGroup,
          ...origin(way),
          ipProtocol: "tcp",
          fromPort: way.port,
          toPort: way.port,
          description: "Lifeboat: the provider of PostgreSQL makes the logins",
          tags: args.tags,
        },
        { parent: this },
      );
    this.registerOutputs({});
  }
}
