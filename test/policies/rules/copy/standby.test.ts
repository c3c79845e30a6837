import { standbyLiesInAnotherRegion } from "../../../../policies/rules/copy/standby-lies-in-another-region";
import { Input } from "../../../../policies/support/input/input";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const bucket = (
  stack: string,
  region: Value | undefined,
  type = "aws:s3/bucket:Bucket",
  provider: Fields = {},
) => ({
  ...resource(type, "vault", region === undefined ? {} : { region }),
  provider: new Input(provider, "provider"),
  urn: `urn:pulumi:${stack}::test::${type}::vault`,
});
const says = (kind: string, shown: string) => [
  `violation | ${kind} vault: region is ${shown}; stack dr is the standby for us-east-1; set another region, on it or on its provider, or correct the primary's region in the setting standbys`,
];

describeRule(standbyLiesInAnotherRegion, [
  { name: "accepts another region", given: [bucket("dr", "us-west-2")] },
  { name: "asks nothing of a stack that is no standby", given: [bucket("prod", "us-east-1")] },
  {
    name: "goes by the regions that are configured",
    given: [bucket("dr", "us-east-1"), bucket("spare", "us-east-1")],
    settings: { standbys: ["dr=eu-west-1"] },
  },
  ...["aws:s3/bucket:Bucket", "aws:rds/instance:Instance", "aws:rds/cluster:Cluster"].map((type) => ({
    name: `refuses the same region for ${type}`,
    given: [bucket("dr", "us-east-1", type)],
    says: says(type.slice(type.lastIndexOf(":") + 1), "us-east-1"),
  })),
  { name: "accepts the provider's", given: [bucket("dr", undefined, undefined, { region: "us-west-2" })] },
  {
    name: "refuses the same region of the provider",
    given: [bucket("dr", undefined, undefined, { region: "us-east-1" })],
    says: says("Bucket", "us-east-1"),
  },
  {
    name: "goes by its own before the provider's",
    given: [bucket("dr", "us-east-1", undefined, { region: "us-west-2" })],
    says: says("Bucket", "us-east-1"),
  },
  {
    name: "refuses one that nothing names",
    given: [bucket("dr", undefined)],
    says: says("Bucket", "absent"),
  },
  {
    name: "cannot decide on an unknown region of the provider",
    given: [bucket("dr", undefined, undefined, { region: unknown })],
    says: undecidedOn("Bucket vault", "provider.region"),
  },
  {
    name: "cannot decide on an unknown region",
    given: [bucket("dr", unknown)],
    says: undecidedOn("Bucket vault", "region"),
  },
]);
