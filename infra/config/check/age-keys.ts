import type { Problem } from "../../problem";
import { set, setSecret } from "../command";
import type { PartialConfig } from "../schema";
import { isExampleKey } from "./placeholders";

/** The public halves of the private keys in a text. @throws Error if a key is damaged */
async function recipientsOf(identities: string): Promise<readonly string[]> {
  // A tenth of a second, and not needed where a store holds the key.
  const { identityToRecipient } = await import("age-encryption");
  const keys = identities.match(/^AGE-SECRET-KEY-1\w+/gm) ?? [];
  return Promise.all(keys.map((key) => identityToRecipient(key)));
}

/**
 * Problems of the pair of keys: backups that this stack's own private key cannot decrypt are found by the first
 * verification, or by a restore. A key that a secret store holds cannot be compared.
 */
export async function ageKeyProblems({
  ageIdentity,
  ageRecipients,
}: PartialConfig): Promise<readonly Problem[]> {
  if (ageIdentity === undefined || ageRecipients === undefined) return [];
  const own = await recipientsOf(ageIdentity).catch(() => undefined);
  const [first] = own ?? [];
  if (own === undefined || first === undefined)
    return [
      {
        thing: "config lifeboat:ageIdentity",
        value: "(secret)",
        limit: "be a whole age private key, as age-keygen wrote it: its checksum is wrong",
        remedy: setSecret("ageIdentity", "< key.txt"),
      },
    ];
  if (own.some((recipient) => ageRecipients.includes(recipient))) return [];
  const example = ageRecipients.findIndex(isExampleKey);
  const place = example < 0 ? ageRecipients.length : example;
  return [
    {
      thing: "config lifeboat:ageRecipients",
      value: ageRecipients.join(", "),
      limit: "contain the public half of lifeboat:ageIdentity: verify, drill and restore decrypt with it",
      remedy: set(`ageRecipients[${place}]`, first),
    },
  ];
}
