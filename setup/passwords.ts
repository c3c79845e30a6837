import { randomBytes } from "node:crypto";
import { loginNames } from "../infra/catalog/logins";
import type { StackFile } from "./stack-file";

/** A password that a stack is to get. */
export interface NewPassword {
  readonly stack: string;
  /** For `--path`. */
  readonly path: string;
  readonly value: string;
}

const at = (value: unknown, [name, ...rest]: readonly string[]): unknown => {
  if (name === undefined) return value;
  return typeof value === "object" && value !== null ? at(Reflect.get(value, name), rest) : undefined;
};

/**
 * Passwords of the logins that the stacks create themselves, where a stack has none. Both stacks get the same, because a
 * standby that replays the primary's WAL has the primary's: a login that one of them has already is left to the operator.
 * @param services ids
 */
export function newPasswords(
  files: ReadonlyMap<string, StackFile>,
  services: readonly string[],
): readonly NewPassword[] {
  return services.flatMap((service) =>
    loginNames.flatMap((login) => {
      const has = [...files.values()].some(
        ({ settings }) => at(settings["lifeboat:databaseSecrets"], [service, login]) !== undefined,
      );
      if (has) return [];
      const value = randomBytes(24).toString("base64url");
      const path = `lifeboat:databaseSecrets.${service}.${login}`;
      return [...files.keys()].map((stack) => ({ stack, path, value }));
    }),
  );
}
