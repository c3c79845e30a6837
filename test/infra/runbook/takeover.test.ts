import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { failOver, moveService, stopPrimary, takeOver } from "../../../infra/runbook/command";
import { alertsOfPage } from "../../../infra/runbook/page-alerts";
import { stepsOf } from "../../../infra/runbook/steps";
import { pageEnvironments, runbookPath } from "../../../sandbox/render/runbook-pages";

const root = path.resolve(__dirname, "../../..");
const guide = readFileSync(path.join(root, "docs/failover.md"), "utf8");

/** Commands of a section of the guide, which the drill runs. */
function ofGuide(heading: string): readonly string[] {
  const [, after = ""] = guide.split(`\n## ${heading}\n`);
  const [, block = ""] = /^```\n(.*?)^```$/ms.exec(after) ?? [];
  return run(block.trim().split("\n"));
}
/** What is run: a case stands before its command, in a comment; any other comment is a note. */
const run = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/^# only if [^:]+: /, "")).filter((line) => !line.startsWith("#"));
const texts = (commands: readonly { readonly text: string }[]) => commands.map(({ text }) => text);
const ACTIVATION = "pulumi config set lifeboat:posture active --stack dr";
const activation = (id: string): string =>
  `pulumi config set --path lifeboat:postures.${id} active --stack dr`;

describe("taking over", () => {
  it("is the guide's commands, after those that fence the primary", () => {
    expect(texts(stopPrimary)).toEqual(ofGuide("Fence the primary"));
    expect(texts(failOver)).toEqual(ofGuide("Take over"));
    expect(texts(takeOver)).toEqual([...ofGuide("Fence the primary"), ...ofGuide("Take over")]);
  });

  it.each(["docs/failover.md", ...services.map(({ id }) => runbookPath(id))])(
    "never says in a block of %s that something is lost, if the block is pasted as a whole",
    (page) => {
      const blocks = [...readFileSync(path.join(root, page), "utf8").matchAll(/^```\w*\n(.*?)^```$/gms)];
      const pasted = blocks.flatMap(([, block = ""]) =>
        block.split("\n").filter((line) => !line.startsWith("#")),
      );
      expect(pasted).toContain(ACTIVATION);
      expect(pasted.filter((line) => /config set .*(primaryLost|lostOnPrimary)/.test(line))).toEqual([]);
      // A case at the end of a line is no bar: the line before it is run.
      expect(pasted.filter((line) => /pulumi .*#/.test(line))).toEqual([]);
    },
  );

  it.each(services.map((service) => [service.id, service] as const))(
    "is a task of its own among the common ones of the page of %s: a button copies a whole block",
    (id, service) => {
      const [, after = ""] = readFileSync(path.join(root, runbookPath(id)), "utf8").split(
        "\n## Common tasks\n",
      );
      const tasks = [...(after.split("\n## ")[0] ?? "").matchAll(/^([^\n]*):\n\n```sh\n(.*?)^```$/gms)].map(
        ([, sentence = "", block = ""]) => [sentence, run(block.trim().split("\n"))] as const,
      );
      expect(tasks).toEqual([
        ["Back up now", [expect.stringMatching(/ create job backup-\S+ \S+ --from=cronjob\/\S+-backup$/)]],
        [
          expect.stringContaining("nothing is switched"),
          [expect.stringMatching(/ create job restore-\S+ \S+ --from=cronjob\/\S+-restore$/)],
        ],
        [expect.stringContaining("**Fail over** this service"), texts(moveService({ service }))],
        [expect.stringContaining("**fail over every service**"), texts(takeOver)],
        [expect.stringContaining("It changes nothing"), [`npm run job -- ${id} diagnose --stack prod`]],
        [
          expect.stringContaining("idle for 60 min"),
          [`npm run job -- ${id} terminate --stack prod TERMINATE=idle --dry-run`],
        ],
        [
          expect.stringContaining("five minutes after a warning"),
          [`npm run job -- ${id} terminate --stack prod TERMINATE=all`],
        ],
        ...(service.workloads.some(({ debugEnv }) => debugEnv !== undefined)
          ? [
              [
                expect.stringContaining("pulumi config rm lifeboat:debug --stack prod"),
                [`pulumi config set --path 'lifeboat:debug[0]' ${id} --stack prod`, "pulumi up --stack prod"],
              ],
            ]
          : []),
        ["Every job, and what may be set for a run", ["npm run job -- --help"]],
      ]);
    },
  );

  it("is the planned failover, which loses nothing, without primaryLost", () => {
    const asked = takeOver.filter(({ text }) => !text.includes("primaryLost"));
    expect(texts(asked)).toEqual(ofGuide("Planned failover"));
  });

  it("of one service is the guide's commands for that service", () => {
    for (const service of services) {
      const commands = ofGuide("One service").map((line) => line.replaceAll("kyb-platform", service.id));
      expect(texts(moveService({ service }))).toEqual(commands);
    }
  });

  it.each(services.map((service) => [service.id, service] as const))(
    "comes after the end of the primary's pods on every place of the page of %s",
    (id, service) => {
      const page = readFileSync(path.join(root, runbookPath(id)), "utf8");
      const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = ""]) =>
        block.includes(ACTIVATION) ? [block.trim().split("\n")] : [],
      );
      // By hand, and at the alerts of the probes from outside.
      expect(blocks).toHaveLength(3);
      for (const block of blocks) expect(run(block)).toEqual(texts(takeOver));
      const place = { service, namespace: service.namespace, monitoring: "monitoring", stack: "prod" };
      const alertsWith = (command: string) =>
        alertsOfPage(service, pageEnvironments(service))
          .map(({ alert }) => alert.name)
          .filter((alert) => texts(stepsOf(alert, place).remedy).includes(command))
          .toSorted();
      // The endpoints of third parties are no reason to fail over: docs/failover.md.
      expect(alertsWith(ACTIVATION)).toEqual(["EndpointDown", "PeerDown"]);
      // One database is no reason to move the other services.
      const ofOne = ["DatabaseDown", "StandbyTakesWrites"];
      const known = alertsOfPage(service, pageEnvironments(service)).map(({ alert }) => alert.name);
      expect(alertsWith(activation(id))).toEqual(ofOne.filter((alert) => known.includes(alert)));
      expect(page).toContain(activation(id));
    },
  );
});
