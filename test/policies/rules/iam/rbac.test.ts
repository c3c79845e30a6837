import { rbacBindsNoEveryone } from "../../../../policies/rules/iam/rbac-binds-no-everyone";
import { rbacNamesWhatItAllows } from "../../../../policies/rules/iam/rbac-names-what-it-allows";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const RBAC = "kubernetes:rbac.authorization.k8s.io/v1";
const role = (rule: Fields) => [
  resource(`${RBAC}:ClusterRole`, "reader", {
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"], ...rule }],
  }),
];
const roleSays = (field: string) => [
  `violation | ClusterRole reader: rules[0] has * in ${field}; each must be named; list what is needed`,
];
describeRule(rbacNamesWhatItAllows, [
  { name: "accepts named rights", given: role({}) },
  ...["apiGroups", "resources", "verbs"].map((field) => ({
    name: `refuses all ${field}`,
    given: role({ [field]: ["*"] }),
    says: roleSays(field),
  })),
  ...["*", "/*", "/**"].map((url) => ({
    name: `refuses all URLs as ${url}`,
    given: role({ nonResourceURLs: [url] }),
    says: roleSays("nonResourceURLs"),
  })),
  { name: "accepts URLs below one", given: role({ nonResourceURLs: ["/metrics", "/healthz/*"] }) },
  {
    name: "refuses a subresource of all",
    given: role({ resources: ["*/scale"] }),
    says: roleSays("resources"),
  },
  {
    name: "cannot decide on unknown",
    given: role({ verbs: unknown }),
    says: undecidedOn("ClusterRole reader", "rules[0].verbs"),
  },
]);

const binding = (subject: Fields, name: Value = "reader") => [
  resource(`${RBAC}:ClusterRoleBinding`, "reader", {
    roleRef: { kind: "ClusterRole", name },
    subjects: [{ kind: "ServiceAccount", name: "backup", ...subject }],
  }),
];
const bindingSays = (...clauses: readonly string[]) => [
  `violation | ClusterRoleBinding reader: ${clauses.join("; ")}`,
];
const one = ["one account is required", "bind a dedicated ServiceAccount"];
describeRule(rbacBindsNoEveryone, [
  { name: "accepts one account", given: binding({}) },
  {
    name: "refuses cluster-admin",
    given: binding({}, "cluster-admin"),
    says: bindingSays("binds cluster-admin", "no role may allow everything", "create a dedicated role"),
  },
  {
    name: "refuses a default account",
    given: binding({ name: "default" }),
    says: bindingSays("binds ServiceAccount default", ...one),
  },
  {
    name: "refuses everybody",
    given: binding({ kind: "Group", name: "system:authenticated" }),
    says: bindingSays("binds Group system:authenticated", ...one),
  },
  ...["system:anonymous", "system:serviceaccount:app:default"].map((name) => ({
    name: `refuses the user ${name}`,
    given: binding({ kind: "User", name }),
    says: bindingSays(`binds User ${name}`, ...one),
  })),
  ...["anna", "system:serviceaccount:app:backup", "system:serviceaccount:default:backup"].map((name) => ({
    name: `accepts the user ${name}`,
    given: binding({ kind: "User", name }),
  })),
  {
    name: "judges what is known beside a subject that is not",
    given: [
      resource(`${RBAC}:ClusterRoleBinding`, "reader", {
        roleRef: { kind: "ClusterRole", name: "cluster-admin" },
        subjects: [
          { kind: "ServiceAccount", name: unknown },
          { kind: "Group", name: "system:authenticated" },
        ],
      }),
    ],
    says: [
      ...undecidedOn("ClusterRoleBinding reader", "subjects[0].name"),
      ...bindingSays("binds Group system:authenticated", ...one),
      ...bindingSays("binds cluster-admin", "no role may allow everything", "create a dedicated role"),
    ],
  },
  {
    name: "judges the role of subjects that are not known",
    given: [
      resource(`${RBAC}:ClusterRoleBinding`, "reader", {
        roleRef: { kind: "ClusterRole", name: "cluster-admin" },
        subjects: unknown,
      }),
    ],
    says: [
      ...undecidedOn("ClusterRoleBinding reader", "subjects"),
      ...bindingSays("binds cluster-admin", "no role may allow everything", "create a dedicated role"),
    ],
  },
  {
    name: "cannot decide on unknown",
    given: binding({}, unknown),
    says: undecidedOn("ClusterRoleBinding reader", "roleRef.name"),
  },
]);
