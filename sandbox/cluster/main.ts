import { ArgumentsError, parseCommandLine } from "../engine/command-line";
import { runCommand } from "../engine/run-command";
import { Cluster, ClusterError } from "./cluster";
import { startCluster } from "./start";

const USAGE = "npm run cluster -- up|down|status [--name NAME]";

/** `npm run cluster`: clusters of this checkout, without Docker. */
async function main(args: readonly string[]): Promise<number> {
  const { said, values } = parseCommandLine(args, {
    usage: USAGE,
    words: ["up", "down", "status"],
    values: { "--name": {} },
  });
  const [action = "status", second] = said;
  if (second !== undefined)
    throw new ArgumentsError(`${action} and ${second}: give one of them. Usage: ${USAGE}`);
  const name = values.get("--name");
  if (action === "up") return up(name ?? "prod");
  if (action === "down") return down(name);
  return status(name);
}

async function up(name: string): Promise<number> {
  const started = performance.now();
  const cluster = await startCluster({ name, tell });
  tell(`${name}: ready after ${Math.round((performance.now() - started) / 1000)} s`);
  process.stdout.write(`export KUBECONFIG=${cluster.kubeconfig}\n`);
  return 0;
}

function down(name: string | undefined): number {
  const names = name === undefined ? Cluster.names() : [name];
  for (const each of names) {
    const cluster = Cluster.find(each);
    if (cluster === undefined) {
      tell(`${each}: there is no such cluster`);
      continue;
    }
    cluster.remove();
    tell(`${each}: gone`);
  }
  return 0;
}

async function status(name: string | undefined): Promise<number> {
  const names = name === undefined ? Cluster.names() : [name];
  for (const each of names) {
    const cluster = Cluster.find(each);
    const state = cluster === undefined ? "is not there" : cluster.isRunning() ? "runs" : "was killed";
    process.stdout.write(`${each}: ${state}${cluster === undefined ? "" : `, ${cluster.kubeconfig}`}\n`);
    if (cluster?.isRunning() === true)
      process.stdout.write(await cluster.kubectl(["get", "nodes", "--output=wide"]));
  }
  if (names.length === 0) process.stdout.write("no clusters; npm run cluster -- up makes one\n");
  return 0;
}

function tell(line: string): void {
  process.stderr.write(`cluster: ${line}\n`);
}

runCommand(
  (args) =>
    main(args).catch((error: unknown) => {
      if (!(error instanceof ClusterError)) throw error;
      tell(error.message);
      return error.exitCode;
    }),
  { name: "cluster", usage: USAGE },
);
