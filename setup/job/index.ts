import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { services } from "../../infra/catalog";
import { exitCodes } from "../../infra/catalog/exit-codes";
import { repositoryRoot } from "../../sandbox/engine/paths";
import { runCommand } from "../../sandbox/engine/run-command";
import { listing } from "./catalog";
import { Following } from "./follow";
import { Kubectl } from "./kubectl";
import { JobError } from "./job-error";
import { runName } from "./manifest";
import { placeOf } from "./place";
import { CALL, requestOf } from "./request";
import { clusterOf, followLine, startJob, stopLine } from "./start";

/** Exit code of what Ctrl-C ended. */
const INTERRUPTED = 130;

const USAGE = `${CALL}

Creates a Job from the template that the stack declares, shows its log to its end, and ends with its exit code. Needs kubectl with the
context of kubernetes:context of the stack's file. --stack: @default prod. --dry-run: changes nothing, and says what would be changed.
Ctrl-C ends the showing, not the job.

${listing(services)}

Exit codes: ${exitCodes.map(({ code, description }) => `${code} ${description}`).join(", ")}; ${INTERRUPTED} Ctrl-C, the job goes on`;

/** The job's own lines; its messages are on stderr, so that a pipe has the job's output alone. */
const listener = {
  log: (line: string): void => {
    process.stdout.write(`${line}\n`);
  },
  note: (line: string): void => {
    process.stderr.write(`# ${line}\n`);
  },
  pause: (milliseconds: number) => sleep(milliseconds),
  now: () => performance.now(),
};

/** `npm run job`: one run of a declared job, from its creation to its end. */
async function main(args: readonly string[]): Promise<number> {
  const request = requestOf(args, services);
  const root = process.env["LIFEBOAT_PROJECT"] ?? repositoryRoot(__dirname);
  const kubectl = new Kubectl(placeOf(root, request.stack, request.service));
  const name = runName(request.job, new Date());
  const onward = `Follow it: ${followLine(kubectl, name)}; stop it: ${stopLine(kubectl, name)}`;
  process.once("SIGINT", () => {
    listener.note(`Ctrl-C: ${name} goes on if it was created. ${onward}`);
    process.exit(INTERRUPTED);
  });
  const { username } = os.userInfo();
  const job = await startJob(kubectl, request, name, `${username}@${os.hostname()}`);
  const { context, namespace } = kubectl.place;
  const told = Object.entries(request.env).map(([variable, value]) => `${variable}=${value}`);
  listener.note(
    `Job ${name} was created in namespace ${namespace} of context ${context}${told.length === 0 ? "" : `, with ${told.join(" ")}`}`,
  );
  try {
    const following = new Following(clusterOf(kubectl, name), listener, (job.spec.backoffLimit ?? 0) + 1);
    const code = await following.toItsEnd();
    const row = exitCodes.find((each) => each.code === String(code));
    listener.note(`${name} ended with ${code}${row === undefined ? "" : `: ${row.description}`}`);
    return code;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new JobError(`${name} may still run, but the cluster does not respond: ${said}. ${onward}`, 1);
  }
}

runCommand(main, { name: "job", usage: USAGE });
