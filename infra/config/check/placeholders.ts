import type { Service } from "../../catalog/types";
import type { Problem } from "../../problem";
import { factsOf } from "../schema";
import { partsOf, remedyOf, setPart } from "../schema/key-facts";
import { at, shown } from "./keys";
import { imageRepositories } from "./workloads";

/** A kind of value that examples have and no environment does. */
interface Placeholder {
  /** The keys whose values it can be. @default every key */
  readonly keys?: readonly string[];
  readonly isIt: (text: string) => boolean;
  /** Why nobody's environment has it. */
  readonly reason: string;
}

/** Public keys of age's own documentation: nobody who reads it has their private halves. */
const AGE_EXAMPLES: readonly string[] = [
  "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
  "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
  "age1yhm4gctwfmrpz87tdslm550wrx6m79y9f2hdzt0lndjnehwj0ukqrjpyx5",
];

/** Accounts of AWS' documentation and of its imitations. */
const AWS_EXAMPLES: readonly string[] = ["000000000000", "111122223333", "123456789012", "444455556666"];

/** The host that a host, an address, a URL or an image names first. */
const hostOf = (text: string): string =>
  text
    .replace(/@sha256:.*$/s, "")
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
    .replace(/^[^/]*@/, "")
    .split(/[/:?#]/)[0] ?? "";

/** Domains of RFC 2606 and RFC 6761 that can never be registered. */
const RESERVED = /(^|\.)example\.(com|net|org)$|\.(example|test|invalid)$/i;

const PLACEHOLDERS: readonly Placeholder[] = [
  {
    keys: ["ageRecipients"],
    isIt: (text) => AGE_EXAMPLES.includes(text),
    reason:
      "age's documentation has this key, and you do not have its private half: no backup could be restored",
  },
  {
    keys: ["accountId"],
    isIt: (text) => AWS_EXAMPLES.includes(text),
    reason: "AWS' documentation has this account",
  },
  {
    keys: ["bucketSuffix"],
    isIt: (text) => text === "example",
    reason: "bucket names are unique in all of S3, and others read this example too",
  },
  {
    keys: ["cloudflareZones"],
    isIt: (text) => /^0{16}/.test(text),
    reason: "no zone has so many zeros",
  },
  {
    isIt: (text) => /@sha256:(.)\1{63}$/.test(text),
    reason: "no image has a digest of one digit",
  },
  { isIt: (text) => /<[^<>]+>/.test(text), reason: "an error has this where only you know the value" },
  { isIt: (text) => /EXAMPLE/.test(text), reason: "AWS' documentation marks its ids with EXAMPLE" },
  {
    isIt: (text) => RESERVED.test(hostOf(text)),
    reason: "the domain is reserved for documentation, and has no host",
  },
];

/** Whether a public key is one of age's documentation. */
export const isExampleKey = (recipient: string): boolean => AGE_EXAMPLES.includes(recipient);

/** Why a value of a key is a placeholder; undefined if it is none. */
export const placeholderReason = (key: string, text: string): string | undefined =>
  PLACEHOLDERS.find(({ keys, isIt }) => (keys?.includes(key) ?? true) && isIt(text))?.reason;

interface Leaf {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** Every text and number in a value. */
function leavesOf(value: unknown, path: readonly (string | number)[]): readonly Leaf[] {
  if (typeof value === "string" || typeof value === "number") return [{ path, text: String(value) }];
  if (Array.isArray(value)) return value.flatMap((each, index) => leavesOf(each, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
}

type Declared = Pick<Service, "id" | "workloads" | "domains" | "cdn">;

/** Zones by the key that says whether the stack has any use for them. */
const ZONES: Readonly<Record<string, string>> = { hostedZones: "route53", cloudflareZones: "cloudflare" };

/** Whether only services that the stack does not declare have a use for the value, or nothing has. */
function isUnused(
  [key, name]: Leaf["path"],
  declared: readonly Declared[],
  catalog: readonly Declared[],
  given: Readonly<Record<string, unknown>>,
) {
  if (given[ZONES[String(key)] ?? ""] === false) return true;
  const isBelow = (host: string | undefined): boolean => host?.endsWith(`.${name}`) ?? false;
  if (key === "images") {
    const isOf = (services: readonly Declared[]) => imageRepositories(services).includes(String(name));
    return isOf(catalog) && !isOf(declared);
  }
  if (key === "hostedZones")
    return !declared.some(({ domains }) =>
      domains.some(({ host, primaryHost, standbyHost }) => [host, primaryHost, standbyHost].some(isBelow)),
    );
  if (key === "cloudflareZones") return !declared.some(({ cdn }) => isBelow(cdn?.host));
  return factsOf(String(key)).byService !== undefined && !declared.some(({ id }) => id === name);
}

/** The command that sets the value. */
function commandFor(path: Leaf["path"]): string {
  const [key, ...inner] = path;
  const about = factsOf(String(key));
  if (inner.length === 0) return remedyOf(String(key), about);
  const part = partsOf(about).find(
    ({ place }) =>
      place.length === inner.length &&
      place.every((step, index) => ["*", String(inner[index])].includes(String(step))),
  );
  return setPart(about, path, part?.blank ?? "<value>");
}

/**
 * Values that the committed stack files and other examples have in place of an environment's own. Those of secrets are not
 * looked at.
 * @param declared services that the stack declares: what others need may stay
 * @param given config as written
 */
export function placeholderProblems(
  declared: readonly Declared[],
  catalog: readonly Declared[],
  given: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): readonly Problem[] {
  return keys
    .filter((key) => factsOf(key).secret !== true)
    .flatMap((key) => leavesOf(given[key], [key]))
    .flatMap(({ path, text }): readonly Problem[] => {
      const reason = placeholderReason(String(path[0]), text);
      if (reason === undefined || isUnused(path, declared, catalog, given)) return [];
      return [
        {
          thing: `config lifeboat:${path.join(".")}`,
          value: `${shown(at(given, path))} (a placeholder)`,
          limit: `be this environment's own: ${reason}`,
          remedy: commandFor(path),
        },
      ];
    });
}
