import type { Problem } from "../../problem";
import { remove, set, setSecret } from "../command";
import type { PartialConfig } from "../schema";
import { shown } from "./keys";
import { placeholderReason } from "./placeholders";

/** Config of every namespace, as the engine passes it: text by key with its namespace. */
type AllConfig = Readonly<Record<string, string>>;

/** Keys of providers that hold a credential. */
const CREDENTIALS: readonly string[] = [
  "aws:accessKey",
  "aws:secretKey",
  "aws:token",
  "cloudflare:apiKey",
  "cloudflare:apiToken",
];

/** Whether a text has been given, and is not what a remedy has in its place. */
const isNamed = (text: string | undefined): text is string =>
  text !== undefined && !/^\s*(<.*>)?\s*$/s.test(text);

/** The current context of kubectl is whatever was used last: it may be the other environment's cluster. */
function clusterProblems(all: AllConfig): readonly Problem[] {
  const key = "kubernetes:context";
  if (isNamed(all[key]) || isNamed(all["kubernetes:kubeconfig"])) return [];
  return [
    {
      thing: `config ${key}`,
      value: shown(all[key]),
      limit:
        "name the context of this environment's cluster, unless kubernetes:kubeconfig has it: kubectl's current one may be another's",
      remedy: `${set(key, "<context>")} # kubectl config get-contexts lists yours`,
    },
  ];
}

function regionProblems(all: AllConfig, { region }: PartialConfig): readonly Problem[] {
  const key = "aws:region";
  if (isNamed(all[key]) && (region === undefined || all[key] === region)) return [];
  return [
    {
      thing: `config ${key}`,
      value: shown(all[key]),
      limit: "be lifeboat:region: the provider makes there what names no region",
      remedy: set(key, region ?? "<region>"),
    },
  ];
}

/** The accounts in which the provider of AWS works; undefined if they are no list of texts. */
function allowedAccounts(text: string | undefined): readonly string[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text ?? "");
    return Array.isArray(parsed) && parsed.every((each) => typeof each === "string") ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function accountProblems(all: AllConfig, { accountId }: PartialConfig): readonly Problem[] {
  const key = "aws:allowedAccountIds";
  const own = accountId !== undefined && placeholderReason("accountId", accountId) === undefined;
  const allowed = allowedAccounts(all[key]);
  if (allowed?.length === 1 && (!own || allowed[0] === accountId)) return [];
  return [
    {
      thing: `config ${key}`,
      value: shown(all[key]),
      limit:
        "be a list of lifeboat:accountId alone, as text: credentials of another account are then refused",
      remedy: set(key, JSON.stringify([own ? accountId : "<id>"])),
    },
  ];
}

/** A kubeconfig in place of its path holds a credential. */
const isContent = (kubeconfig: string | undefined): boolean => /[\n{]/.test(kubeconfig ?? "");

function credentialProblems(all: AllConfig, encrypted: (key: string) => boolean): readonly Problem[] {
  const plain = "(stored in plain text)";
  const open = [
    ...CREDENTIALS.map((key) => [key, setSecret(key)] as const),
    ...(isContent(all["kubernetes:kubeconfig"])
      ? [["kubernetes:kubeconfig", setSecret("kubernetes:kubeconfig", "< kubeconfig.yaml")] as const]
      : []),
  ].filter(([key]) => all[key] !== undefined && !encrypted(key));
  return open.map(([key, remedy]) => ({
    thing: `config ${key}`,
    value: plain,
    limit: "be stored encrypted; the old value was readable, so set a new one",
    remedy: key.startsWith("aws:")
      ? `${remove(key)} # a role or a profile needs no key in config; or ${remedy}`
      : remedy,
  }));
}

/**
 * Problems of where the stack's providers work: cluster, account and region must be named, and this environment's.
 * @param encrypted whether a key, with its namespace, is stored as a secret
 */
export function targetProblems(
  all: AllConfig,
  config: PartialConfig,
  encrypted: (key: string) => boolean,
): readonly Problem[] {
  return [
    ...clusterProblems(all),
    ...regionProblems(all, config),
    ...accountProblems(all, config),
    ...credentialProblems(all, encrypted),
  ];
}
