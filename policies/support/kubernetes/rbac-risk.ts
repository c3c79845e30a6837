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

/** Verbs that gain other rights, on whatever they are allowed. */
const GAINS = ["escalate", "bind", "impersonate"];

/** Texts of a list. @throws Undecided */
const texts = (list: Input): readonly string[] => list.items.map((item) => item.text ?? "");

/** What a rule of a role allows that leads to more; for `*` another rule has its say. @throws Undecided */
export function risksOf(rule: Input): readonly Pick<Risk, "what" | "isOfSecrets">[] {
  const [resources, verbs] = [texts(rule.at("resources")), texts(rule.at("verbs"))];
  const gains = GAINS.filter((verb) => verbs.includes(verb));
  const found = RISKS.filter(
    (risk) =>
      risk.resources.some((resource) => resources.includes(resource)) &&
      risk.verbs.some((verb) => verbs.includes(verb)),
  );
  const isNamed = rule.at("resourceNames").items.length > 0;
  if (isNamed) return [];
  return [...(gains.length > 0 ? [{ what: `allows ${gains.join(", ")}` }] : []), ...found];
}
