import { foreignTrustHasExternalId } from "../../../../policies/rules/iam/foreign-trust-has-external-id";
import { keyPolicyTrustsOwnAccount } from "../../../../policies/rules/iam/key-policy-trusts-own-account";
import { rbacCannotEscalate } from "../../../../policies/rules/iam/rbac-cannot-escalate";
import { unknown, type Fields } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const role = (kind: "Role" | "ClusterRole", inputs: Fields) =>
  resource(`kubernetes:rbac.authorization.k8s.io/v1:${kind}`, "reader", inputs);
const readsSecrets = { apiGroups: [""], resources: ["secrets"], verbs: ["get"] };
const component = (value: string): Fields => ({
  metadata: { labels: { "app.kubernetes.io/component": value } },
});
const REMEDY =
  "no account may gain rights that it was not given; name the objects in resourceNames, or leave the right to an administrator";

describeRule(rbacCannotEscalate, [
  {
    name: "accepts a Secret that is named",
    given: [role("Role", { rules: [{ ...readsSecrets, resourceNames: ["tls"] }] })],
  },
  {
    name: "refuses every Secret",
    given: [role("Role", { rules: [readsSecrets] })],
    says: [`violation | Role reader: rules[0] reads Secrets; ${REMEDY}`],
  },
  {
    name: "accepts every Secret for the backup of a namespace's configuration",
    given: [role("Role", { ...component("config-backup"), rules: [readsSecrets] })],
  },
  {
    name: "refuses them to such a backup for the whole cluster",
    given: [role("ClusterRole", { ...component("config-backup"), rules: [readsSecrets] })],
    says: [`violation | ClusterRole reader: rules[0] reads Secrets; ${REMEDY}`],
  },
  {
    name: "refuses the aggregation of every role, and accepts one of a label",
    given: [
      role("ClusterRole", { aggregationRule: { clusterRoleSelectors: [{}] } }),
      role("ClusterRole", { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { for: "us" } }] } }),
      role("ClusterRole", {
        aggregationRule: {
          clusterRoleSelectors: [{ matchExpressions: [{ key: "for", operator: "Exists" }] }],
        },
      }),
    ],
    says: [
      "violation | ClusterRole reader: aggregationRule.clusterRoleSelectors selects every role; no role may have the rights of all others; name a label of the roles",
    ],
  },
  {
    name: "does not know verbs that are not known yet",
    given: [role("Role", { rules: [{ ...readsSecrets, verbs: unknown }] })],
    says: undecidedOn("Role reader", "rules[0].verbs"),
  },
]);

const OWN = { trustedAccounts: ["111122223333"] };
const VENDOR = "arn:aws:iam::444455556666:root";
const trust = (more: Fields) =>
  resource("aws:iam/role:Role", "vendor", {
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Sid: "Vendor",
        Effect: "Allow",
        Principal: { AWS: VENDOR },
        Action: "sts:AssumeRole",
        ...more,
      },
    }),
  });
const UNCONDITIONAL = [
  `violation | Role vendor: statement Vendor trusts ${VENDOR} without a condition; another account needs sts:ExternalId or aws:PrincipalOrgID; add the condition, or name the account in the setting trustedAccounts if it is yours`,
];

describeRule(foreignTrustHasExternalId, [
  { name: "refuses another account by itself", given: [trust({})], settings: OWN, says: UNCONDITIONAL },
  {
    name: "accepts it with an external id",
    given: [trust({ Condition: { StringEquals: { "sts:ExternalId": "lifeboat-4711" } } })],
    settings: OWN,
  },
  {
    name: "accepts it within the organization",
    given: [trust({ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } } })],
    settings: OWN,
  },
  {
    name: "refuses a condition on something else",
    given: [trust({ Condition: { Bool: { "aws:SecureTransport": "true" } } })],
    settings: OWN,
    says: UNCONDITIONAL,
  },
  {
    name: "accepts the own account",
    given: [trust({ Principal: { AWS: "arn:aws:iam::111122223333:root" } })],
    settings: OWN,
  },
  {
    name: "does not know a policy that is not known yet",
    given: [resource("aws:iam/role:Role", "vendor", { assumeRolePolicy: unknown })],
    settings: OWN,
    says: undecidedOn("Role vendor", "assumeRolePolicy"),
  },
]);

const ADMINISTRATOR = {
  Sid: "Administrator",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:root" },
  Action: "kms:*",
  Resource: "*",
};
const key = (...more: readonly Fields[]) =>
  resource("aws:kms/key:Key", "vault", {
    policy: JSON.stringify({ Version: "2012-10-17", Statement: [ADMINISTRATOR, ...more] }),
  });
const uses = (principal: string, more: Fields = {}): Fields => ({
  Sid: "Use",
  Effect: "Allow",
  Principal: { AWS: principal },
  Action: "kms:Decrypt",
  Resource: "*",
  ...more,
});

describeRule(keyPolicyTrustsOwnAccount, [
  { name: "accepts the own account alone", given: [key()] },
  {
    name: "refuses another account as a whole",
    given: [key(uses(VENDOR))],
    says: [
      `violation | Key vault: statement Use trusts ${VENDOR}; no other account may use or administer the key as a whole; name its role, or the account in the setting trustedAccounts if it is yours`,
    ],
  },
  { name: "accepts a role of it", given: [key(uses("arn:aws:iam::444455556666:role/restore"))] },
  {
    name: "accepts it with a condition that names who is meant",
    given: [
      key(
        uses(VENDOR, {
          Condition: { StringEquals: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/restore" } },
        }),
      ),
    ],
  },
  {
    name: "does not know a policy that is not known yet",
    given: [resource("aws:kms/key:Key", "vault", { policy: unknown })],
    says: undecidedOn("Key vault", "policy"),
  },
]);
