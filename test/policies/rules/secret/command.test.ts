import { commandKeepsItsFilesPrivate } from "../../../../policies/rules/secret/command-keeps-its-files-private";
import { unknown, type Value } from "../../../../policies/support/input/value";
import { describeRule } from "../../support/cases";
import { CONTAINER, CONTAINER_PATH, job, jobSays, jobUndecided } from "../../support/job";

const running = (command: Value, args: Value = []) =>
  job({ [`${CONTAINER}/command`]: command, [`${CONTAINER}/args`]: args });
const noUmask = (where: string) =>
  jobSays(
    `container backup: ${where} sets no umask`,
    "077 is required: only its user may read what it writes",
    "begin it with umask 077;",
  );

describeRule(commandKeepsItsFilesPrivate, [
  { name: "accepts a script that is called", given: [job()] },
  ...["umask 077; pg_dump app > /work/dump", "set -eu\numask 0077\npg_dump", "set -eu && umask 077 && x"].map(
    (text) => ({ name: `accepts ${text}`, given: [running(["/bin/sh", "-c", text])] }),
  ),
  ...["/opt/jobs/backup.sh", "exec /opt/jobs/backup.sh --all app=1", " run.bash "].map((text) => ({
    name: `accepts nothing but ${text}`,
    given: [running(["sh", "-c"], [text])],
  })),
  {
    name: "asks nothing of another program",
    given: [
      running(["python3", "-c", "dump()"]),
      running(["/opt/backup.sh", "-c", "dump"]),
      running(["sh"], []),
      running(["bash", "-c"]),
    ],
  },
  ...(
    [
      ["command[2]", ["/bin/sh", "-c", "pg_dump app > /work/dump"], []],
      ["args[0]", ["sh", "-c"], ["pg_dump app"]],
      ["args[1]", ["/usr/bin/env", "bash"], ["-euc", "pg_dump app"]],
      ["command[4]", ["bash", "-o", "pipefail", "-ec", "run.sh > out"], []],
      ["command[2]", ["dash", "-c", "umask 022; pg_dump"], []],
      ["command[2]", ["ash", "-c", "run.sh; pg_dump"], []],
    ] as const
  ).map(([where, command, args]) => ({
    name: `refuses ${[...command, ...args].join(" ")}`,
    given: [running(command, args)],
    says: noUmask(where),
  })),
  {
    name: "cannot decide on an unknown text",
    given: [running(["sh", "-c"], [unknown]), running(unknown)],
    says: [...jobUndecided(`${CONTAINER_PATH}.args[0]`), ...jobUndecided(`${CONTAINER_PATH}.command`)],
  },
]);
