import type { AwsResource } from "./apply-aws";

/**
 * Hosted zones that exist before any stack, for `applyAws` to make first: records that name their ids then find them.
 * @param zones id by domain, as `lifeboat:hostedZones` has them
 */
export function hostedZones(zones: Readonly<Record<string, string>>): readonly AwsResource[] {
  return Object.entries(zones).map(([domain, zoneId]) => ({
    type: "aws:route53/zone:Zone",
    name: domain,
    inputs: { name: domain },
    outputs: { zoneId },
  }));
}
