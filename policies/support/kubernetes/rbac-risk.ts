import type { Input } from "../input/input";

/** What a rule of a role allows that leads to more. */
export interface Risk {
  readonly what: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Whether it is about reading Secrets, which a backup of configuration does. @default false */
  readonly isOfSecrets?: true;
}

const WRITES = ["create", "update", "patch"];

/** @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks */
const RISKS: readonly Risk[] = [
  { what: "reads Secrets", resources: ["secrets"], verbs: ["get", "list", "watch"], isOfSecrets: true },
  {
    what: "runs commands in pods",
    resources: ["pods/exec", "pods/attach", "pods/ephemeralcontainers"],
    // Over a WebSocket, exec is a GET.
    verbs: ["get", ...WRITES],
  },
  { what: "issues tokens of ServiceAccounts", resources: ["serviceaccounts/token"], verbs: ["create"] },
  { what: "reaches every kubelet", resources: ["nodes/proxy"], verbs: ["get", ...WRITES] },
  // A volume with a hostPath is a directory of any node.
  { what: "makes PersistentVolumes", resources: ["persistentvolumes"], verbs: ["create"] },
  {
    what: "changes admission",
    resources: [
      "validatingwebhookconfigurations",
      "mutatingwebhookconfigurations",
      "validatingadmissionpolicies",
      "validatingadmissionpolicybindings",
      "mutatingadmissionpolicies",
      "mutatingadmissionpolicybindings",
    ],
    verbs: [...WRITES, "delete"],
  },
  {
    what: "approves certificates",
    resources: ["certificatesigningrequests/approval", "signers"],
    verbs: ["update", "patch", "approve", "sign"],
  },
];

/** Rights whose objects are named, and that lead to more nevertheless. */
const NAMED_RISKS: readonly (Risk & { readonly named: RegExp })[] = [
  {
    what: "impersonates who may do everything",
    resources: ["users", "groups"],
    verbs: ["impersonate"],
    named: /^(system:masters|system:admin|kubernetes-admin|system:kube-.*)$/,
  },
  {
    what: "binds or changes a role with all rights",
    resources: ["clusterroles"],
    verbs: ["bind", "escalate"],
    named: /^(cluster-admin|admin|edit|system:.*)$/,
  },
  {
    what: "signs client certificates of the API server",
    resources: ["signers"],
    verbs: ["approve", "sign"],
    named: /^kubernetes\.io\/(kube-apiserver-client(-kubelet)?|legacy-unknown|\*)$/,
  },
  {
    what: "maps identities of AWS to groups of the cluster",
    resources: ["configmaps"],
    verbs: [...WRITES, "delete"],
    named: /^aws-auth$/,
  },
];

/** Verbs that gain other rights, on whatever they are allowed. */
const GAINS = ["escalate", "bind", "impersonate"];

const allows = (risk: Risk, resources: readonly string[], verbs: readonly string[]): boolean =>
  risk.resources.some((resource) => resources.includes(resource)) &&
  risk.verbs.some((verb) => verbs.includes(verb));

/** Texts of a list. @throws Undecided */
const texts = (list: Input): readonly string[] => list.items.map((item) => item.text ?? "");

/** What a rule of a role allows that leads to more; for `*` another rule has its say. @throws Undecided */
export function risksOf(rule: Input): readonly Pick<Risk, "what" | "isOfSecrets">[] {
  const [resources, verbs] = [texts(rule.at("resources")), texts(rule.at("verbs"))];
  const gains = GAINS.filter((verb) => verbs.includes(verb));
  const found = RISKS.filter((risk) => allows(risk, resources, verbs));
  const names = rule.at("resourceNames").items.map((name) => (name.isUnknown ? "" : (name.text ?? "")));
  if (names.length > 0)
    return NAMED_RISKS.filter(
      (risk) => names.some((name) => risk.named.test(name)) && allows(risk, resources, verbs),
    );
  return [...(gains.length > 0 ? [{ what: `allows ${gains.join(", ")}` }] : []), ...found];
}
