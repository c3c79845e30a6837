import { resourcePolicyNamesPrincipals } from "../../../../policies/rules/iam/resource-policy-names-principals";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const topic = (policy: Value) => [resource("aws:sns/topicPolicy:TopicPolicy", "it", { policy })];
const allow = (more: Fields) =>
  topic(JSON.stringify({ Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: "*", ...more }] }));
const refused: readonly string[] = [
  "violation | TopicPolicy it: statement 1 allows everybody; principals must be named; name the roles, or add a condition on aws:PrincipalOrgID, aws:SourceAccount or aws:SourceArn",
];

describeRule(resourcePolicyNamesPrincipals, [
  { name: "accepts a role", given: allow({ Principal: { AWS: "arn:aws:iam::111111111111:role/app" } }) },
  {
    name: "accepts everybody of one source",
    given: allow({ Principal: "*", Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::uploads" } } }),
  },
  {
    name: "accepts everybody of one network",
    given: allow({ Principal: "*", Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } }),
  },
  { name: "refuses everybody", given: allow({ Principal: "*" }), says: refused },
  { name: "refuses everybody as an account", given: allow({ Principal: { AWS: ["*"] } }), says: refused },
  { name: "refuses all but one", given: allow({ NotPrincipal: { AWS: "a" } }), says: refused },
  {
    name: "refuses a source that may be any",
    given: allow({ Principal: "*", Condition: { ArnLike: { "aws:SourceArn": "*" } } }),
    says: refused,
  },
  {
    name: "cannot decide on what is unknown",
    given: topic(unknown),
    says: undecidedOn("TopicPolicy it", "policy"),
  },
]);
