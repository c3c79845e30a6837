import { createHash } from "node:crypto";
import { placeholderReason } from "../../infra/config/check/placeholders";
import type { Settings } from "./config-merge";

const NAMESPACE = "lifeboat:";

/** Account that the sandbox's stacks name, and that moto has where it stands for theirs. */
export const SANDBOX_ACCOUNT = "210987654321";

/** Context of kubectl that stacks name where no cluster is behind them. */
export const SANDBOX_CONTEXT = "sandbox";

/** Keys of the genuine stack that would lead to its own cluster, or that the sandbox makes with its secrets. */
const LEFT_OUT: readonly string[] = [
  "kubernetes:kubeconfig",
  "kubernetes:context",
  "aws:allowedAccountIds",
  "lifeboat:ageRecipients",
];

/** Characters of the id in an EKS cluster's issuer. */
const ISSUER_ID = 32;

const hexadecimal = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Another value of the same form, always the same one: stacks that name one thing go on naming one. */
function standIn(key: string, text: string): string {
  if (key === "accountId") return SANDBOX_ACCOUNT;
  // Nobody else has buckets in the sandbox.
  if (key === "bucketSuffix") return "";
  if (key === "cloudflareZones") return hexadecimal(text).slice(0, text.length);
  return text
    .replace(/(?<=@sha256:)(.)\1{63}$/, () => hexadecimal(text))
    .replace(/\bexample\.(com|net|org)\b/, "sandbox.internal")
    .replace(/\.(example|test|invalid)(?=$|[:/])/, ".internal")
    .replace(/\b(Z?)\w*EXAMPLE\w*/, (id, zone: string) =>
      `${zone}${hexadecimal(id).toUpperCase()}`.slice(0, zone === "" ? ISSUER_ID : id.length),
    );
}

function replaced(key: string, value: unknown): unknown {
  if (typeof value === "string")
    return placeholderReason(key, value) === undefined ? value : standIn(key, value);
  if (Array.isArray(value)) return value.map((each) => replaced(key, each));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaced(key, inner)]));
}

/**
 * A stack's genuine settings with throw-away values where the program would refuse placeholders, and with a cluster and an
 * account that are nobody's. Settings of another program stay as they are.
 */
export function standInSettings(genuine: Settings): Settings {
  const account = replaced("accountId", genuine["lifeboat:accountId"]);
  if (typeof account !== "string") return genuine;
  const own = Object.entries(genuine)
    .filter(([key]) => !LEFT_OUT.includes(key))
    .map(([key, value]): readonly [string, unknown] => [
      key,
      key.startsWith(NAMESPACE) ? replaced(key.slice(NAMESPACE.length), value) : value,
    ]);
  return {
    ...Object.fromEntries(own),
    "kubernetes:context": SANDBOX_CONTEXT,
    "aws:allowedAccountIds": [account],
  };
}
