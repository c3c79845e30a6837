import type { Fields } from "../../../../policies/support/input/value";
import { cronJob, object, pod } from "../case";
import { casesOf, type Found } from "./kind";

const it = casesOf("cron-job-does-something");
const run = (...command: readonly string[]) => cronJob({}, {}, { command });
const shell = (script: string) => run("/bin/sh", "-c", script);
const at = (schedule: string) => cronJob({ schedule, timeZone: "Etc/UTC" });
const containers = (...list: readonly Fields[]) =>
  object("batch/v1:CronJob", {
    spec: {
      schedule: "0 3 * * *",
      jobTemplate: { spec: { template: { spec: { ...pod({}), containers: list } } } },
    },
  });
const LEFT = "debugging left behind";

/** Jobs that run and do nothing. */
export const jobs: Found = {
  dangers: {
    "CronJobs that do nothing": [
      it("the null command", LEFT, shell(":")),
      it("a command in a comment", LEFT, shell("# /opt/backup.sh")),
      it("a true before the work", LEFT, shell("true || /opt/backup.sh")),
      it("an exit before the work", LEFT, shell("exit 0; /opt/backup.sh")),
      it("an exit on its own line", LEFT, shell("set -e\necho disabled\nexit 0\n/opt/backup.sh\n")),
      it("a false before the work", LEFT, shell("false && /opt/backup.sh")),
      it("printf", LEFT, run("printf", "done")),
      it("echo without a shell", LEFT, run("/bin/echo", "todo")),
      it("bash with options", LEFT, run("bash", "-euo", "pipefail", "-c", "sleep 1; true")),
      it("sleep for ever", LEFT, run("sleep", "infinity")),
      it("30 February", "robfig/cron", at("0 3 30 2 *")),
      it("30 and 31 February", "robfig/cron", at("15 4 30,31 FEB *")),
      it("a range in February", "robfig/cron", at("0 0 30-31 2 *")),
      it("no time to work", "Kubernetes activeDeadlineSeconds", cronJob({}, { activeDeadlineSeconds: 1 })),
      it(
        "a list of suspended templates",
        "Kubernetes Job suspend",
        object("batch/v1:CronJobList", {
          items: [
            {
              kind: "CronJob",
              metadata: { name: "a", namespace: "b" },
              spec: {
                schedule: "0 3 * * *",
                jobTemplate: { spec: { suspend: true, template: { spec: pod({}) } } },
              },
            },
          ],
        }),
      ),
      it(
        "a patch to the null command",
        "Pulumi CronJobPatch",
        object("batch/v1:CronJobPatch", {
          spec: { jobTemplate: { spec: { template: { spec: pod({ command: ["true"] }) } } } },
        }),
      ),
      it("a false condition", LEFT, shell("if false; then /opt/backup.sh; fi")),
    ],
  },
  alarms: {
    "CronJobs that do nothing": [
      it("a heartbeat", "healthchecks.io", shell("date > /data/heartbeat")),
      it("a pipe from echo", "public programs", shell("echo report | mail -s report ops@example.com")),
      it("true before the work", "public programs", shell("true && /opt/backup.sh")),
      it("work that may fail", "public programs", shell("/opt/prune.sh || true")),
      it("an exit at the end", "public programs", shell("/opt/run.sh\nexit 0\n")),
      it("an exit on a condition", "public programs", shell("[ -f /lock ] && exit 0\n/opt/run.sh")),
      it(
        "an exit in a branch",
        "public programs",
        shell("if [ ! -d /data ]; then\n  exit 0\nfi\n/opt/run.sh\n"),
      ),
      it("exec", "public programs", shell("exec /opt/run.sh")),
      it(
        "a function that exits",
        "public programs",
        shell('die() { echo "$1"; exit 1; }\n/opt/run.sh || die failed\n'),
      ),
      it(
        "arguments alone",
        "images with an entrypoint",
        cronJob({}, {}, { command: undefined, args: ["true"] }),
      ),
      it("a timed command", "coreutils", run("timeout", "300", "/opt/run.sh")),
      it("30 of a month with days of the week", "cron(5): either field matches", at("0 3 30 2 1")),
      it("30 and March", "robfig/cron", at("0 3 30 2,3 *")),
      it("a macro", "robfig/cron", at("@daily")),
      it("every quarter of an hour", "robfig/cron", at("*/15 * * * *")),
      it(
        "an idle sidecar",
        "public charts",
        containers(
          { name: "wait", image: "a", command: ["sleep", "5"] },
          { name: "work", image: "b", command: ["/opt/run.sh"] },
        ),
      ),
      it("a short deadline", "Kubernetes", cronJob({}, { activeDeadlineSeconds: 300 })),
      it(
        "steps in a while loop",
        "public programs",
        shell("while ! pg_isready; do sleep 1; done; pg_dump app > /b"),
      ),
    ],
  },
};
