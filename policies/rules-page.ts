import { ruleGroups, rules } from "./rules";
import { version } from "./package.json";
import { mandatoryStacks, PACK_SETTINGS } from "./support/pack";
import type { Rule } from "./support/rule";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("*", "\\*");

function row(group: string, rule: Rule): string {
  const when = "check" in rule ? "each resource" : "the stack";
  return `| [${rule.name}](rules/${group}/${rule.name}.ts) | ${cell(rule.demands)} | ${when} | ${rule.severity} | ${rule.sources.map(cell).join("; ")} |`;
}

function settings(rule: Rule): readonly string[] {
  return (rule.settings ?? []).map(
    ({ name, default: value, description }) =>
      `| ${rule.name} | \`${name}\` | \`${JSON.stringify(value)}\` | ${cell(description)} |`,
  );
}

/** Names of the rules on the stack, as a list. */
const stackRules = rules
  .filter((rule) => "checkStack" in rule)
  .map(({ name }) => `\`${name}\``)
  .join(", ");

/** Text of the pack's README, not yet formatted. */
export function readme(): string {
  return `# Policy pack lifeboat

Refuses resources that would not survive a disaster, or would leak. The pack checks any Pulumi program's resources, by their
inputs and by the rest of the stack. \`npm run generate\` generates this file from the rules.

\`npm run preview\` bundles and applies it. For a program of your own, make the package in a clone, after \`npm ci\`, by
\`npm pack\` in this folder; then, in the program's:

\`\`\`sh
npm install --save-dev ../lifeboat/policies/lifeboat-policies-${version}.tgz
pulumi preview --policy-pack node_modules/lifeboat-policies
\`\`\`

The package's version is Lifeboat's; its changes are in Lifeboat's changelog.

## Levels

A violation stops the deployment in the stacks \`prod\` and \`dr\`, and is advice in all others; \`mandatoryStacks\` under
\`${PACK_SETTINGS}\` names others, by patterns. Rules on each resource stop it before it is created, with the values that it is
created with. Rules on the stack run once all resources are there: a preview, which \`pulumi up\` begins with, stops what they can
see in known values; what they see in values that were unknown then, and with \`--skip-preview\` everything, they refuse after it
was made. They compare resources with one another, which no single resource tells: ${stackRules}.

A value that is unknown at preview yields one advice, "undecided, … is not known at preview", at every level; everything
else about the resource is checked, and \`pulumi up\` checks it again with the value.

## Configuration

\`--policy-pack-config <file>\`, JSON by rule name. \`enforcementLevel\` is the engine's own: \`disabled\` and \`advisory\` of a rule
are obeyed in every stack; to make findings mandatory in a further stack, name it in \`mandatoryStacks\`, because the engine
does not tell a rule which level was set. A setting that a rule does not have, and an exemption for a resource that the stack
does not have, stop the deployment in every stack; one file may serve several stacks if its exemptions name URNs. The
engine keeps to itself a name that no rule has: compare names with the table below.

\`\`\`json
{
  "${PACK_SETTINGS}": { "mandatoryStacks": ["*prod*", "dr"] },
  "key-deletion-waits": {
    "minimumDays": 30,
    "exemptions": [
      { "resource": "old-key", "reason": "key of a past tenant", "owner": "platform", "expires": "2030-01-31" }
    ]
  }
}
\`\`\`

An exemption is for one resource, by logical name or URN, and is valid to the end of its last day, UTC. While it is valid,
the violation is shown as advice with its reason and owner; an expired exemption is itself a violation, even if the resource
would pass.

| rule | setting | default | what it limits |
| --- | --- | --- | --- |
| ${PACK_SETTINGS} | \`${mandatoryStacks.name}\` | \`${JSON.stringify(mandatoryStacks.default)}\` | ${cell(mandatoryStacks.description)} |
| every rule | \`exemptions\` | \`[]\` | Resources that the rule accepts until a date: \`resource\`, \`reason\`, \`owner\`, \`expires\`. |
${rules.flatMap(settings).join("\n")}

## Rules

| rule | demand | checks | severity | sources |
| --- | --- | --- | --- | --- |
${Object.entries(ruleGroups)
  .flatMap(([group, each]) => each.map((rule) => row(group, rule)))
  .join("\n")}
`;
}
