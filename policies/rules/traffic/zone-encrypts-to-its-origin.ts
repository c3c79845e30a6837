import { attempt, violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";
import { settingsOf, zoneTypes } from "../../support/zone";

/** With `off` there is no HTTPS at all; with `flexible` it ends at Cloudflare, and the rest of the way is in clear. */
const REFUSED = ["off", "flexible"];

/** What is encrypted for half of its way is not. */
export const zoneEncryptsToItsOrigin: StackRule = {
  name: "zone-encrypts-to-its-origin",
  demands:
    "Where a stack sets how a Cloudflare zone is encrypted, it is up to the origin: not off, nor flexible.",
  sources: ["Cloudflare ssl: Full (strict)", "TASK-7"],
  severity: "high",
  types: zoneTypes,
  *checkStack(stack) {
    for (const subject of stack.ofType(...zoneTypes))
      yield* attempt(subject, function* () {
        for (const value of settingsOf(subject, "ssl"))
          if (REFUSED.includes(value.shown))
            yield violation(
              subject,
              `ssl is ${value.shown}`,
              "strict or full is asked for",
              "set it to strict, with a certificate at the origin",
            );
      });
  },
};
