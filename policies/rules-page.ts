import { ruleGroups, rules } from "./rules";
import { version } from "./package.json";
import { PURPOSE_LABEL, PURPOSE_TAG, recoveryPurposes } from "../lib/recovery-labels";
import { PACK_SETTINGS, packSettings } from "./support/pack";
import { labelsOf } from "./support/profile";
import type { Rule } from "./support/rule";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("*", "\\*");

function row(group: string, rule: Rule): string {
  const when = "check" in rule ? "each resource" : "the stack";
  return `| [${rule.name}](rules/${group}/${rule.name}.ts) | ${cell(rule.demands)} | ${rule.profile} | ${when} | ${rule.severity} | ${rule.sources.map(cell).join("; ")} | ${labelsOf(rule).map(cell).join("; ")} |`;
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

## Profiles

Each rule is of one profile; \`profiles\` under \`${PACK_SETTINGS}\` chooses those that run. A profile that does not exist is an error.

- \`general\`, the default, is for any program.
- \`recovery\` is for what a recovery depends on: it runs on what is labelled so, and finds nothing in anything else. A site's bucket
  need not expire its objects, and an archive may be kept for ten years.

| what | shown by | values |
| --- | --- | --- |
| a resource of AWS | the tag \`${PURPOSE_TAG}\`; of what configures a bucket, that of the bucket | ${recoveryPurposes.map((purpose) => `\`${purpose}\``).join(", ")} |
| a CronJob | the label \`app.kubernetes.io/component\` | \`backup\`, \`verify\`, \`drill\`, \`restore\`, \`config-backup\`, \`config-restore\`, and names that end in such a word, as in \`postgres-backup\` |
| any other Kubernetes object | the label \`${PURPOSE_LABEL}\` of it or, if the stack declares it, of its namespace | as the tag |

\`backup\` is a bucket, key or volume with backups, \`repository\` a bucket that a database server archives to, \`access-log\` a bucket
with the access logs of those, and \`recoverable\` a namespace, volume or server whose data a backup must restore. The package has
helpers that set them:

\`\`\`ts
import { recoveryLabels, recoveryTags } from "lifeboat-policies/labels";

new aws.s3.Bucket("vault", { tags: { ...recoveryTags("backup") } });
new k8s.core.v1.Namespace("shop", { metadata: { labels: recoveryLabels("recoverable") } });
\`\`\`

\`--policy-pack-config node_modules/lifeboat-policies/recovery.json\` chooses both profiles. The name of a bucket still counts where a
rule in \`general\` says so: by default \`*backup*\` is a bucket of backups, whose policy trusts nobody else, and whose objects no
lifecycle moves to where they cannot be read at once.

## Configuration

\`--policy-pack-config <file>\`, JSON by rule name. \`enforcementLevel\` is the engine's own: \`disabled\` and \`advisory\` of a rule
are obeyed in every stack; to make findings mandatory in a further stack, name it in \`mandatoryStacks\`, because the engine
does not tell a rule which level was set. A setting that a rule does not have, and an exemption for a resource that the stack
does not have, stop the deployment in every stack; one file may serve several stacks if its exemptions name URNs. The
engine keeps to itself a name that no rule has: compare names with the table below.

\`\`\`json
{
  "${PACK_SETTINGS}": { "mandatoryStacks": ["*prod*", "dr"], "profiles": ["general", "recovery"] },
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
${packSettings
  .map(
    ({ name, default: value, description }) =>
      `| ${PACK_SETTINGS} | \`${name}\` | \`${JSON.stringify(value)}\` | ${cell(description)} |`,
  )
  .join("\n")}
| every rule | \`exemptions\` | \`[]\` | Resources that the rule accepts until a date: \`resource\`, \`reason\`, \`owner\`, \`expires\`. |
${rules.flatMap(settings).join("\n")}

## Rules

Numbers of CIS Kubernetes are those of its version 1.11.

| rule | demand | profile | checks | severity | sources | labels it reads |
| --- | --- | --- | --- | --- | --- | --- |
${Object.entries(ruleGroups)
  .flatMap(([group, each]) => each.map((rule) => row(group, rule)))
  .join("\n")}
`;
}
