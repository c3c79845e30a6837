import { loginNames } from "../../catalog/logins";
import type { Problem } from "../../problem";
import { setSecret } from "../command";

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : undefined;

/**
 * What is missing if no store holds the values of Secrets: the jobs' private key, and the passwords of logins.
 * @param declared ids of the declared services
 * @param given config as written: another check reports a wrong value
 */
export function storedProblems(
  declared: readonly string[],
  given: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  if (given["secretStore"] !== undefined) return [];
  const missing = (thing: string, limit: string, remedy: string): Problem => ({
    thing: `config lifeboat:${thing}`,
    value: "(missing)",
    limit: `${limit}, unless a secretStore holds it`,
    remedy,
  });
  const identity = missing(
    "ageIdentity",
    "be a secret with an age private key (AGE-SECRET-KEY-1…)",
    setSecret("ageIdentity", "< key.txt"),
  );
  const passwords = declared.flatMap((id) => {
    const logins = fieldsOf(fieldsOf(given["databaseSecrets"])?.[id]);
    if (logins === undefined) return [];
    return loginNames
      .filter((part) => logins[part] === undefined)
      .map((part) =>
        missing(
          `databaseSecrets.${id}.${part}`,
          `be the password of the ${part} login`,
          setSecret(`databaseSecrets.${id}.${part}`),
        ),
      );
  });
  return [...(given["ageIdentity"] === undefined ? [identity] : []), ...passwords];
}
