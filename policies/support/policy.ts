import type {
  PolicyResource,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { exemptionsOf, withExemptions } from "./input/exemption";
import { attempt, type Finding } from "./input/finding";
import { Input } from "./input/input";
import { expanded } from "./input/listed";
import { configSchema, Pack, settingsOf } from "./pack";
import { isRead, ofProfile, Recovery } from "./profile";
import type { ResourceRule, Rule, StackRule } from "./rule";
import { Stack, stackOf, type Subject } from "./input/subject";

/** The description in the CLI: the demand and its sources. */
export function description(rule: Rule): string {
  return `${rule.demands} [${rule.sources.join(", ")}]`;
}

/** Whether the rule checks resources of this type. */
export function concerns(rule: Pick<Rule, "types">, type: string): boolean {
  return rule.types.some(
    (token) => token === type || (token.endsWith(":*") && type.startsWith(token.slice(0, -1))),
  );
}

function subjectOf(given: ResourceValidationArgs | PolicyResource): Subject {
  const made: PolicyResource["propertyDependencies"] =
    "propertyDependencies" in given ? given.propertyDependencies : {};
  return {
    urn: given.urn,
    type: given.type,
    name: given.name,
    inputs: new Input(given.props),
    provider: new Input(given.provider?.props, "provider"),
    protect: given.opts.protect,
    secretOutputs: given.opts.additionalSecretOutputs,
    madeFrom: (property) => made[property] ?? [],
  };
}

/**
 * Reports findings at their levels. The SDK accepts a level with a report, although its types do not have it; without it,
 * an unknown value could only fail the preview or end the rule for every other resource.
 */
function reportAll(findings: Iterable<Finding>, pack: Pack, report: ReportViolation): void {
  for (const { subject, kind, message } of findings) {
    const advice = kind !== "violation" || !pack.stops(stackOf(subject.urn));
    Reflect.apply(report, undefined, [
      { message, urn: subject.urn, ...(advice ? { enforcementLevel: "advisory" } : {}) },
    ]);
  }
}

const common = (rule: Rule) => ({
  name: rule.name,
  description: description(rule),
  enforcementLevel: "mandatory" as const,
  severity: rule.severity,
  configSchema: configSchema(rule),
});

function resourcePolicy(rule: ResourceRule, pack: Pack): ResourceValidationPolicy {
  const validateResource = (args: ResourceValidationArgs, report: ReportViolation): void => {
    const isList = args.type.startsWith("kubernetes:") && args.type.endsWith("List");
    if (!isList && !concerns(rule, args.type)) return;
    const settings = settingsOf(args.getConfig());
    pack.note(rule, settings);
    if (!pack.runs(rule)) return;
    for (const subject of expanded(subjectOf(args)).filter(({ type }) => concerns(rule, type))) {
      const all = attempt(subject, () => rule.check(subject, settings));
      const found = ofProfile(rule, all, new Recovery([subject]));
      reportAll(withExemptions([subject], found, exemptionsOf(settings), new Date()), pack, report);
    }
  };
  const [only, ...more] = rule.types;
  // The SDK reads this mark of its own wrappers before it decodes a resource, so other types cost nothing.
  const isAlone = only !== undefined && more.length === 0 && !only.endsWith("*");
  // A Kubernetes object may be in a list of its kind too.
  const fast = isAlone && !only.startsWith("kubernetes:") ? { __pulumiType: only } : {};
  return { ...common(rule), validateResource: Object.assign(validateResource, fast) };
}

function stackPolicy(rule: StackRule, pack: Pack): StackValidationPolicy {
  return {
    ...common(rule),
    validateStack: (args, report) => {
      const settings = settingsOf(args.getConfig());
      pack.note(rule, settings);
      if (!pack.runs(rule)) return;
      const all = args.resources
        .filter(({ type }) => concerns(rule, type) || isRead(type) || /^kubernetes:.*List$/.test(type))
        .flatMap((resource) => expanded(subjectOf(resource)));
      const subjects = all.filter(({ type }) => concerns(rule, type));
      const found = ofProfile(rule, rule.checkStack(new Stack(subjects), settings), new Recovery(all));
      reportAll(withExemptions(subjects, found, exemptionsOf(settings), new Date()), pack, report);
    },
  };
}

/** A rule in CrossGuard's form, as one of a pack. */
export function toPolicy(rule: Rule, pack: Pack): ResourceValidationPolicy | StackValidationPolicy {
  return "check" in rule ? resourcePolicy(rule, pack) : stackPolicy(rule, pack);
}

/** All policies of a pack, in the order in which the engine must run them. */
export function policiesOf(rules: readonly Rule[]): (ResourceValidationPolicy | StackValidationPolicy)[] {
  const pack = new Pack();
  return [pack.first(), ...rules.map((rule) => toPolicy(rule, pack)), pack.last()];
}
