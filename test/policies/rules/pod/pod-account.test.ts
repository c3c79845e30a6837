import { podHasOwnServiceAccount } from "../../../../policies/rules/pod/pod-has-own-service-account";
import { podHasTokenOnlyWhereBound } from "../../../../policies/rules/pod/pod-has-token-only-where-bound";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource } from "../../support/cases";
import { job, jobSays, jobUndecided, POD, POD_PATH } from "../../support/job";

const accepted = { name: "accepts a sound job", given: [job()] };

const accountRemedy = ["a dedicated account is required", "create a ServiceAccount and set its name"];
describeRule(podHasOwnServiceAccount, [
  accepted,
  {
    name: "refuses none",
    given: [job({ [`${POD}/serviceAccountName`]: undefined })],
    says: jobSays("serviceAccountName is absent", ...accountRemedy),
  },
  {
    name: "accepts an account by the field's old name",
    given: [job({ [`${POD}/serviceAccountName`]: undefined, [`${POD}/serviceAccount`]: "backup" })],
  },
  {
    name: "refuses the default by the field's old name",
    given: [job({ [`${POD}/serviceAccountName`]: "", [`${POD}/serviceAccount`]: "default" })],
    says: jobSays("serviceAccountName is default", ...accountRemedy),
  },
  {
    name: "cannot decide on an unknown old name",
    given: [job({ [`${POD}/serviceAccountName`]: undefined, [`${POD}/serviceAccount`]: unknown })],
    says: jobUndecided(`${POD_PATH}.serviceAccount`),
  },
  {
    name: "refuses the default",
    given: [job({ [`${POD}/serviceAccountName`]: "default" })],
    says: jobSays("serviceAccountName is default", ...accountRemedy),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [`${POD}/serviceAccountName`]: unknown })],
    says: jobUndecided(`${POD_PATH}.serviceAccountName`),
  },
]);

const binding = (name: Value, namespace: Value) =>
  resource("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", "reader", {
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  });
const token = job({ [`${POD}/automountServiceAccountToken`]: true });
const tokenSays = jobSays(
  "automountServiceAccountToken is true for backup",
  "no RoleBinding of the stack names that account",
  "set automountServiceAccountToken: false, or bind the account to a role",
);

const projects = (token: Fields, more: Fields = {}) =>
  job({
    [`${POD}/volumes`]: [
      { name: "token", projected: { sources: [{ serviceAccountToken: { path: "token", ...token } }] } },
    ],
    ...more,
  });
const projectedSays = jobSays(
  "volume token has a token for backup",
  "no RoleBinding of the stack names that account",
  "remove it, set the audience that it is for, or bind the account to a role",
);
describeRule(podHasTokenOnlyWhereBound, [
  accepted,
  { name: "accepts a token for another", given: [projects({ audience: "sts.amazonaws.com" })] },
  { name: "refuses one without an audience nobody bound", given: [projects({})], says: projectedSays },
  {
    name: "refuses one of an empty audience nobody bound",
    given: [projects({ audience: "" })],
    says: projectedSays,
  },
  {
    name: "accepts one without an audience of a bound account",
    given: [projects({}), binding("backup", "app")],
  },
  {
    name: "cannot decide on an unknown audience",
    given: [projects({ audience: unknown })],
    says: jobUndecided(`${POD_PATH}.volumes[0].projected.sources[0].serviceAccountToken.audience`),
  },
  {
    name: "accepts a token of an account that is bound, by the field's old name",
    given: [
      job({
        [`${POD}/automountServiceAccountToken`]: true,
        [`${POD}/serviceAccountName`]: undefined,
        [`${POD}/serviceAccount`]: "backup",
      }),
      binding("backup", "app"),
    ],
  },
  { name: "accepts a token of a bound account", given: [token, binding("backup", "app")] },
  { name: "refuses a token nobody bound", given: [token], says: tokenSays },
  {
    name: "refuses a token bound in another namespace",
    given: [token, binding("backup", "other")],
    says: tokenSays,
  },
  {
    name: "refuses silence",
    given: [job({ [`${POD}/automountServiceAccountToken`]: undefined })],
    says: jobSays(
      "automountServiceAccountToken is absent",
      "by default it mounts a token",
      "set automountServiceAccountToken: false",
    ),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [`${POD}/automountServiceAccountToken`]: unknown })],
    says: jobUndecided(`${POD_PATH}.automountServiceAccountToken`),
  },
  {
    name: "cannot decide while who is bound is unknown",
    given: [token, binding(unknown, "app")],
    says: jobUndecided("subjects[0].name"),
  },
  {
    name: "cannot decide while it is not known where the bound account is",
    given: [token, binding("backup", unknown)],
    says: jobUndecided("subjects[0].namespace"),
  },
  {
    name: "cannot decide while it is not known where the pod is",
    given: [
      job({ [`${POD}/automountServiceAccountToken`]: true, "metadata/namespace": unknown }),
      binding("backup", "app"),
    ],
    says: jobUndecided("metadata.namespace"),
  },
  {
    name: "accepts a token that one binding names for sure, and another perhaps",
    given: [token, binding("backup", unknown), binding("backup", "app")],
  },
]);
