import { ArgumentsError, parseCommandLine } from "../engine/command-line";
import { runCommand } from "../engine/run-command";
import { Cluster, needRoot } from "./cluster";
import { startCluster } from "./start";

const USAGE =
  "npm run cluster -- up|down|status [--name NAME]; without a name up starts prod, down ends all, status shows all";

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
  needRoot();
  if (action === "up") return up(name ?? "prod");
  if (action === "down") return down(name);
  return status(name);
}

async function up(name: string): Promise<number> {
  const started = performance.now();
  const cluster = await startCluster({ name, tell });
  tell(`${name}: ready after ${Math.round((performance.now() - started) / 1000)} s`);
  process.stdout.write(`export KUBECONFIG="${cluster.kubeconfig}"\n`);
  return 0;
}

function down(name: string | undefined): number {
  const names = name === undefined ? Cluster.names() : [name];
  let worst = 0;
  for (const each of names) {
    try {
      const cluster = Cluster.find(each);
      if (cluster !== undefined) cluster.remove();
      else if (Cluster.names().includes(each)) Cluster.forget(each);
      tell(`${each}: ${cluster === undefined ? "there is no such cluster" : "gone"}`);
    } catch (error) {
      tell(`${each}: ${error instanceof Error ? error.message : String(error)}`);
      worst = 1;
    }
  }
  Cluster.removeNetworkIfUnused();
  return worst;
}

async function status(name: string | undefined): Promise<number> {
  const names = name === undefined ? Cluster.names() : [name];
  for (const each of names) {
    const cluster = Cluster.find(each);
    const state = stateOf(cluster);
    process.stdout.write(`${each}: ${state}${cluster === undefined ? "" : `, ${cluster.kubeconfig}`}\n`);
    if (cluster?.isRunning() !== true) continue;
    const nodes = cluster.kubectl(["get", "nodes", "--output=wide", "--request-timeout=5s"]);
    process.stdout.write(await nodes.catch((error: unknown) => `${String(error)}\n`));
  }
  if (names.length === 0) process.stdout.write("no clusters; npm run cluster -- up makes one\n");
  return 0;
}

function stateOf(cluster: Cluster | undefined): string {
  if (cluster === undefined) return "is not there";
  if (cluster.isRunning()) return "runs";
  return cluster.beingStartedBy === undefined ? "was killed" : "is being started";
}

function tell(line: string): void {
  process.stderr.write(`cluster: ${line}\n`);
}

runCommand(main, { name: "cluster", usage: USAGE });
