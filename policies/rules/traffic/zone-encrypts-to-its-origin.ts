import { attempt, violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";
import { settingsOf, zoneTypes } from "../../support/zone";

/** With `off` there is no HTTPS; with `flexible` it ends at Cloudflare, and traffic to the origin is in clear text. */
const REFUSED = ["off", "flexible"];

/** Traffic must be encrypted up to the origin. */
export const zoneEncryptsToItsOrigin: StackRule = {
  name: "zone-encrypts-to-its-origin",
  demands:
    "A Cloudflare zone whose encryption the stack configures is encrypted up to the origin: neither off nor flexible.",
  sources: ["Cloudflare ssl: Full (strict)", "TASK-7"],
  profile: "general",
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
              "strict or full is required",
              "set it to strict, with a certificate at the origin",
            );
      });
  },
};
