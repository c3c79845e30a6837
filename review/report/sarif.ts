import { flagId, needsApproval, type Flag, type Kind } from "../flag";
import { unexplained } from "../stack-flags";
import { approvalOf, exitCodeOf, type Review } from "../review";
import { kindName } from "./counts";
import { withoutSecrets } from "../masking";
import { placeOf, type Place } from "./location";
import type { MarkdownOptions, Versions } from "./markdown";

/** Levels of SARIF: GitHub shows an error as a failed check. */
const levelOf = (kind: Kind): "error" | "warning" => (needsApproval(kind) ? "error" : "warning");

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** A rule once, by the flags that it has. */
const ruleOf = ({ rule, kind, remedy }: Flag) => ({
  id: rule,
  shortDescription: { text: `${sentence(kindName(kind))}: ${rule.replaceAll("-", " ")}` },
  help: { text: `${sentence(remedy)}.` },
  defaultConfiguration: { level: levelOf(kind) },
  properties: { tags: [kind] },
});

/** Results that GitHub takes of one run. */
const MOST_RESULTS = 5000;

/**
 * The review as SARIF 2.1.0, as GitHub's code scanning takes it. A flag that is approved is suppressed, with the reason; errors of
 * a preview are notifications of the run.
 * @param changed places of the change, for where a flag is shown. @default none: at its stack's settings
 */
export function sarif(
  review: Review,
  { base, head }: Versions,
  { services, secrets }: MarkdownOptions,
  changed: readonly Place[] = [],
): string {
  const rules = [...new Map(review.flags.map((flag) => [flag.rule, ruleOf(flag)])).values()];
  const results = review.flags.slice(0, MOST_RESULTS).map((flag) => {
    const { file, line } = placeOf(flag, changed, services);
    const approval = approvalOf(review, flag);
    return {
      ruleId: flag.rule,
      ruleIndex: rules.findIndex(({ id }) => id === flag.rule),
      level: levelOf(flag.kind),
      message: { text: `${flag.stack}: ${flag.resource}: ${flag.why}. ${sentence(flag.remedy)}.` },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: encodeURI(file) }, region: { startLine: line } },
          logicalLocations: [{ fullyQualifiedName: `${flag.stack}/${flag.resource}`, kind: "resource" }],
        },
      ],
      partialFingerprints: { "flag/v1": `${flagId(flag)} ${flag.why}` },
      ...(approval === undefined
        ? {}
        : {
            suppressions: [
              { kind: "external", justification: `${approval.owner}, ${approval.date}: ${approval.reason}` },
            ],
          }),
    };
  });
  const notifications = review.stacks.flatMap((each) =>
    unexplained(each).map((error) => ({
      level: "error",
      message: { text: `${each.stack}: ${withoutSecrets(error, secrets)}` },
    })),
  );
  const document = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "lifeboat-review", rules } },
        automationDetails: { id: "lifeboat-review/" },
        invocations: [
          {
            executionSuccessful: notifications.length === 0,
            exitCode: exitCodeOf(review),
            ...(notifications.length === 0 ? {} : { toolExecutionNotifications: notifications }),
          },
        ],
        results,
        columnKind: "utf16CodeUnits",
        properties: { base, head },
      },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
