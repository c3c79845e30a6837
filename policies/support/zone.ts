import { attempt, violation, type Finding } from "./input/finding";
import type { Input } from "./input/input";
import type { Stack, Subject } from "./input/subject";

const ZONE = "cloudflare:index/zone:Zone";
const SETTING = "cloudflare:index/zoneSetting:ZoneSetting";

/** Up to version 5, Cloudflare's provider has all settings of a zone in one resource. */
const OVERRIDE = "cloudflare:index/zoneSettingsOverride:ZoneSettingsOverride";

/** Tokens of the resources that show that a stack configures a Cloudflare zone. */
export const zoneTypes: readonly string[] = [ZONE, SETTING, OVERRIDE, "cloudflare:index/ruleset:Ruleset"];

/** `min_tls_version` as `minTlsVersion`. */
const camelCase = (id: string): string => id.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** Values of a setting in a resource: one or none. @throws Undecided while it is unknown which one it sets */
export function settingsOf({ type, inputs }: Subject, settingId: string): readonly Input[] {
  if (type === OVERRIDE) {
    const value = inputs.at("settings", camelCase(settingId));
    return value.isUnknown || value.isSet ? [value] : [];
  }
  return type === SETTING && inputs.at("settingId").text === settingId ? [inputs.at("value")] : [];
}

/** The zone of a resource: the stack's own, whose id is known only after creation, or the one with its id. */
function zoneOf(subject: Subject): string {
  if (subject.type === ZONE) return subject.urn;
  const id = subject.inputs.at("zoneId");
  const from = subject.madeFrom("zoneId");
  const own = from.filter(({ type }) => type === ZONE);
  if (own.length === 0 && !id.isUnknown) return id.shown;
  return (own.length > 0 ? own : from).map(({ urn }) => urn).join(" ");
}

/**
 * The check of a stack rule on one setting of each zone that the stack configures.
 * @param accepted values that it may have
 */
export function perZone(settingId: string, accepted: readonly string[], why: string) {
  return function* (stack: Stack): Iterable<Finding> {
    const zones = new Map<string, Subject[]>();
    for (const subject of stack.ofType(...zoneTypes)) {
      const zone = zoneOf(subject);
      zones.set(zone, [...(zones.get(zone) ?? []), subject]);
    }
    for (const [first, ...others] of zones.values()) {
      if (first === undefined) continue;
      yield* attempt(first, function* () {
        const settings = [first, ...others].flatMap((setting) =>
          settingsOf(setting, settingId).map((value) => ({ setting, value })),
        );
        const [wanted = ""] = accepted;
        const remedy = [first, ...others].some(({ type }) => type === OVERRIDE)
          ? `set settings.${camelCase(settingId)}: ${wanted} in its ZoneSettingsOverride`
          : `add a ZoneSetting with settingId ${settingId} and value ${wanted}`;
        if (settings.length === 0)
          yield violation(first, `its zone has no setting ${settingId}`, why, remedy);
        for (const { setting, value } of settings)
          yield* attempt(setting, function* () {
            if (!accepted.includes(value.shown))
              yield violation(setting, `${settingId} is ${value.shown}`, why, remedy);
          });
      });
    }
  };
}
