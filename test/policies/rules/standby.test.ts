import { standbyLiesInAnotherRegion } from "../../../policies/rules/standby-lies-in-another-region";
import { unknown, type Value } from "../../../policies/support/value";
import { describeRule, resource } from "../support/cases";

const bucket = (stack: string, region: Value | undefined, type = "aws:s3/bucket:Bucket") => ({
  ...resource(type, "vault", region === undefined ? {} : { region }),
  urn: `urn:pulumi:${stack}::test::${type}::vault`,
});
const says = (kind: string, shown: string) => [
  `violation | ${kind} vault: region is ${shown}; stack dr stands in for us-east-1, and a provider's own region is not seen here; set region to another one, or name the region of the other stack in the setting standbys`,
];

describeRule(standbyLiesInAnotherRegion, [
  { name: "accepts another region", given: [bucket("dr", "us-west-2")], says: [] },
  { name: "asks nothing of a stack that is no standby", given: [bucket("prod", "us-east-1")], says: [] },
  {
    name: "goes by the regions that are configured",
    given: [bucket("dr", "us-east-1"), bucket("spare", "us-east-1")],
    settings: { standbys: ["dr=eu-west-1"] },
    says: [],
  },
  ...["aws:s3/bucket:Bucket", "aws:rds/instance:Instance", "aws:rds/cluster:Cluster"].map((type) => ({
    name: `refuses the same region for ${type}`,
    given: [bucket("dr", "us-east-1", type)],
    says: says(type.slice(type.lastIndexOf(":") + 1), "us-east-1"),
  })),
  {
    name: "refuses one that only the provider knows",
    given: [bucket("dr", undefined)],
    says: says("Bucket", "absent"),
  },
  {
    name: "cannot decide on an unknown region",
    given: [bucket("dr", unknown)],
    says: ['undecided | Bucket vault: undecided, region is not known at preview; "pulumi up" decides'],
  },
]);
