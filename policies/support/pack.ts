import type { PolicyConfigSchema, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { covers } from "./aws/iam-document";
import { exemptionsOf, exemptionsSchema } from "./input/exemption";
import { textsSetting } from "./input/setting";
import { stackOf } from "./input/subject";
import { isFields, plain, type Fields } from "./input/value";
import { profiles, type Rule } from "./rule";

/** Name under which the configuration has the settings of the pack as a whole. */
export const PACK_SETTINGS = "pack-settings";

/** Stacks in which a violation stops the deployment; in others it is advice. */
export const mandatoryStacks = textsSetting(
  "mandatoryStacks",
  ["prod", "dr"],
  "Name patterns of the stacks in which a violation stops the deployment, such as `*prod*`; in all others it is advice.",
);

/** Profiles whose rules run. */
export const chosenProfiles = textsSetting(
  "profiles",
  ["general"],
  "Profiles whose rules run: `general` for any program, `recovery` for what is labelled as part of a recovery.",
);

/** Settings of the pack as a whole. */
export const packSettings = [mandatoryStacks, chosenProfiles] as const;

/** Configuration of a rule: its limits and exemptions. */
export function configSchema(rule: Pick<Rule, "settings">): PolicyConfigSchema {
  return {
    properties: {
      ...Object.fromEntries((rule.settings ?? []).map(({ name, schema }) => [name, schema])),
      exemptions: exemptionsSchema,
    },
  };
}

/** Plain settings of what the SDK gives as a policy's configuration. */
export function settingsOf(given: unknown): Fields {
  const value = plain(given);
  return isFields(value) ? value : {};
}

/** One clause on settings that do not exist; undefined where all do. The engine checks the values of known ones only. */
function unknownSettings(name: string, settings: Fields, known: readonly string[]): string | undefined {
  const unknown = Object.keys(settings).filter((setting) => !known.includes(setting));
  if (unknown.length === 0) return undefined;
  const moved = packSettings.some((one) => name !== PACK_SETTINGS && unknown.includes(one.name))
    ? `; it is set once for all rules, under ${PACK_SETTINGS}`
    : "";
  return `${name}: no setting ${unknown.join(", ")}; its settings are ${known.join(", ")}${moved}; fix the file of --policy-pack-config`;
}

/** One clause on profiles that do not exist, or on none; undefined where all do. */
function unknownProfiles(chosen: readonly string[]): string | undefined {
  const unknown = chosen.filter((one) => !profiles.some((known) => known === one));
  if (unknown.length === 0 && chosen.length > 0) return undefined;
  const what = unknown.length === 0 ? "profiles is empty" : `no profile ${unknown.join(", ")}`;
  return `${PACK_SETTINGS}: ${what}; the profiles are ${profiles.join(", ")}; fix the file of --policy-pack-config`;
}

/** The configuration of one run: what a rule's own does not tell. */
export class Pack {
  private settings: Fields = {};
  private readonly seen = new Map<string, Fields>();
  private readonly problems: string[] = [];

  /** Whether a violation stops this stack. */
  stops(stack: string): boolean {
    return mandatoryStacks.of(this.settings).some((pattern) => covers(pattern, stack));
  }

  /** Whether a rule's profile is chosen. */
  runs({ profile }: Pick<Rule, "profile">): boolean {
    return chosenProfiles.of(this.settings).includes(profile);
  }

  /** Takes a rule's configuration when it first checks something. */
  note(rule: Rule, settings: Fields): void {
    this.take(rule.name, settings, Object.keys(configSchema(rule).properties));
  }

  private take(name: string, settings: Fields, known: readonly string[]): void {
    if (this.seen.has(name)) return;
    this.seen.set(name, settings);
    const problem = unknownSettings(name, settings, known);
    if (problem !== undefined) this.problems.push(problem);
  }

  /** Reads the pack's own settings before any rule checks the first resource: it must be the first of its policies. */
  first(): ResourceValidationPolicy {
    return {
      name: PACK_SETTINGS,
      description: "Settings of the pack as a whole.",
      configSchema: {
        properties: Object.fromEntries(packSettings.map(({ name, schema }) => [name, schema])),
      },
      validateResource: (args) => {
        if (this.seen.has(PACK_SETTINGS)) return;
        this.settings = settingsOf(args.getConfig());
        const problem = unknownProfiles(chosenProfiles.of(this.settings));
        if (problem !== undefined) this.problems.push(problem);
        this.take(
          PACK_SETTINGS,
          this.settings,
          packSettings.map(({ name }) => name),
        );
      },
    };
  }

  /** Refuses settings and exemptions that are for nothing, in every stack: it must be the last of its policies. */
  last(): StackValidationPolicy {
    return {
      name: "configuration-is-known",
      description:
        "The pack's configuration names settings that rules have and resources that the stack has.",
      severity: "high",
      validateStack: ({ resources }, report) => {
        const stack = stackOf(resources[0]?.urn ?? "");
        const names = new Set(resources.flatMap(({ name, urn }) => [name, urn]));
        for (const problem of this.problems) report(problem);
        for (const [rule, settings] of this.seen)
          for (const { resource } of exemptionsOf(settings))
            if (!names.has(resource) && (!resource.startsWith("urn:") || stackOf(resource) === stack))
              report(
                `${rule}: an exemption is for ${resource}; this stack has no such resource; remove it, or name the resource of another stack by its URN`,
              );
      },
    };
  }
}
