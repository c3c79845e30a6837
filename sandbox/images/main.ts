import { performance } from "node:perf_hooks";
import { parseCommandLine } from "../engine/command-line";
import { runCommand } from "../engine/run-command";
import { buildImage, buildObstacle, forgetImages, unpackForProcesses } from "./build";
import { IMAGE_NAMES, type ImageName } from "./dockerfile";

const USAGE = `npm run images -- [--fresh] [${IMAGE_NAMES.join("|")}]...`;
const NEEDS_ROOT = 5;

/** `npm run images`: builds images from their Dockerfiles without a registry. @returns exit code: 5 without root */
async function main(args: readonly string[]): Promise<number> {
  const { said } = parseCommandLine(args, { usage: USAGE, flags: ["--fresh"], words: IMAGE_NAMES });
  const began = performance.now();
  const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);
  const tell = (line: string): void => {
    process.stderr.write(`images: ${seconds(began).padStart(6)} s  ${line}\n`);
  };
  const reason = buildObstacle();
  if (reason !== undefined) {
    tell(reason);
    return process.getuid?.() === 0 ? 1 : NEEDS_ROOT;
  }
  if (said.has("--fresh")) await forgetImages(tell);
  const wanted = IMAGE_NAMES.filter((name) => said.has(name));
  const names: readonly ImageName[] = wanted.length > 0 ? wanted : IMAGE_NAMES;
  for (const name of names) {
    const start = performance.now();
    const { reference, tag, archive, bytes } = await buildImage(name, tell);
    const size = `${(bytes / 1e6).toFixed(0)} MB in ${seconds(start)} s`;
    process.stdout.write(`${name}: ${reference}, also ${tag}, ${size}: ${archive}\n`);
  }
  if (wanted.length === 0) await unpackForProcesses(tell);
  return 0;
}

runCommand(main, { name: "images", usage: USAGE });
