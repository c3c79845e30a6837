import { randomBytes } from "node:crypto";
import { loginNames } from "../infra/catalog/logins";
import type { StackFile } from "./stack-file";

/** A password that stacks lack. */
export interface LackedPassword {
  /** For `--path`. */
  readonly path: string;
  /** Stacks that lack it. */
  readonly stacks: readonly string[];
  /** Stack that has it; undefined if none does. */
  readonly from: string | undefined;
}

const at = (value: unknown, [name, ...rest]: readonly string[]): unknown => {
  if (name === undefined) return value;
  return typeof value === "object" && value !== null ? at(Reflect.get(value, name), rest) : undefined;
};

/** A new password: 32 characters that no shell or URL takes for anything else. */
export const newPassword = (): string => randomBytes(24).toString("base64url");

/**
 * Passwords that a stack lacks, of the logins that the stacks create themselves. Both stacks must have the same, because a
 * standby that replays the primary's WAL has the primary's.
 * @param services ids
 */
export function lackedPasswords(
  files: ReadonlyMap<string, StackFile>,
  services: readonly string[],
): readonly LackedPassword[] {
  return services.flatMap((service) =>
    loginNames.flatMap((login): readonly LackedPassword[] => {
      const [have, lack] = [true, false].map((wanted) =>
        [...files]
          .filter(
            ([, { settings }]) =>
              (at(settings["lifeboat:databaseSecrets"], [service, login]) !== undefined) === wanted,
          )
          .map(([stack]) => stack),
      );
      if (lack === undefined || lack.length === 0) return [];
      return [{ path: `lifeboat:databaseSecrets.${service}.${login}`, stacks: lack, from: have?.[0] }];
    }),
  );
}
