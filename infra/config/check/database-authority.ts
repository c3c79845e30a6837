import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Problem } from "../../problem";
import { keyText, remove, set } from "../command";
import type { PartialConfig } from "../schema";

/** The authority by which clients check the certificates of database servers. */
export interface DatabaseAuthority {
  /** Its file, relative to the folder of the program, in which the providers run: the same on every machine. */
  readonly file: string;
  /** Its certificates in PEM, and nothing else of the file. */
  readonly certificates: string;
}

/** The repository: the same place whichever folder has Pulumi.yaml, and the program in it. */
const REPOSITORY = join(__dirname, "../../..");
const PROGRAM = "infra";

/** Pods have it from a ConfigMap, which may have 1 MiB. */
const MOST_BYTES = 512 * 1024;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** What a bundle's text lacks, as the end of "must …"; undefined if it will do. */
function lacking(text: string, now: Date): string | undefined {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
    return "contain certificates only: this one has a private key, which every pod would get";
  const blocks = text.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) return "contain a certificate in PEM (-----BEGIN CERTIFICATE-----)";
  try {
    const all = blocks.map((block) => new X509Certificate(block));
    // A server that signed its own certificate is trusted by that certificate.
    const trusted = all.filter((each) => each.ca || each.checkIssued(each));
    if (trusted.length === 0) return "contain the certificate of an authority, not only one that it signed";
    const last = Math.max(...trusted.map(({ validTo }) => Date.parse(validTo)));
    if (last < now.getTime())
      return `contain a certificate that is valid today: the last ended on ${new Date(last).toISOString().slice(0, 10)}`;
    return undefined;
  } catch {
    return "contain whole certificates: one is damaged";
  }
}

const KEY = "databaseAuthorityFile";

/** What is wrong with the two keys, whatever the file holds. */
function keyProblems({ sslMode, databaseAuthorityFile, databaseServers }: PartialConfig): readonly Problem[] {
  if (sslMode !== "verify-full")
    return databaseAuthorityFile === undefined || sslMode === undefined
      ? []
      : [
          {
            thing: `config lifeboat:${KEY}`,
            value: `"${databaseAuthorityFile}"`,
            limit: `be set only with sslMode verify-full: with ${sslMode} nothing is checked by it`,
            remedy: `${set("sslMode", "verify-full")}; or: ${remove(KEY)}`,
          },
        ];
  const inside = Object.entries(databaseServers ?? {}).filter(([, kind]) => kind !== "external");
  return [
    ...(databaseAuthorityFile === undefined
      ? [
          {
            thing: `config lifeboat:${KEY}`,
            value: "(missing)",
            limit: "be set with sslMode verify-full",
            remedy: `download the bundle of your provider, and: ${set(KEY, "<file>")}`,
          },
        ]
      : []),
    ...inside.map(([id, kind]) => ({
      thing: `config lifeboat:${keyText(["databaseServers", id])}`,
      value: `"${kind}"`,
      limit:
        "be external with sslMode verify-full: the certificate of a server in the cluster is signed by an authority of its own",
      remedy: set("sslMode", "require"),
    })),
  ];
}

/**
 * Reads the authority's file.
 * @returns the authority if there is one, and every problem of the keys and the file
 */
export function readDatabaseAuthority(
  config: PartialConfig,
  repository = REPOSITORY,
  now = new Date(),
): { readonly authority: DatabaseAuthority | undefined; readonly problems: readonly Problem[] } {
  const problems = [...keyProblems(config)];
  const { databaseAuthorityFile: given } = config;
  if (given === undefined) return { authority: undefined, problems };
  const path = join(repository, given);
  const refuse = (limit: string): void => {
    problems.push({
      thing: `config lifeboat:${KEY}`,
      value: `"${given}"`,
      limit,
      remedy: `download the bundle of your provider, and: ${set(KEY, "<file>")}`,
    });
  };
  let text: string | undefined;
  try {
    if (statSync(path).size > MOST_BYTES)
      refuse(`be at most ${MOST_BYTES / 1024} KiB: take the bundle of the region, not of all regions`);
    else text = readFileSync(path, "utf8");
  } catch {
    refuse("be a file that can be read, given from the folder of the repository");
  }
  const lacks = text === undefined ? undefined : lacking(text, now);
  if (lacks !== undefined) refuse(lacks);
  const certificates = `${(text?.match(CERTIFICATE) ?? []).join("\n")}\n`;
  return { authority: { file: relative(join(repository, PROGRAM), path), certificates }, problems };
}
