import path from "node:path";
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { z } from "zod";
import { withLock } from "../engine/build-lock";
import { repositoryRoot } from "../engine/paths";
import { atExit } from "../servers/at-exit";
import { findProgram } from "../servers/find-program";
import { aptProxy, EPOCH, machineSources, makeBase, RELEASE } from "./base";
import { contextOf, sourcesOf, type ImageName } from "./dockerfile";
import { runTool, type Tell } from "./tool";

/** Registry in the images' names: there is none. The names are in the archives, so another one builds them again. */
const REGISTRY = "registry.sandbox.internal";

/** A built image. */
export interface BuiltImage {
  readonly name: ImageName;
  /** OCI archive for `ctr -n k8s.io images import`, which enters it under `reference` and `tag`. */
  readonly archive: string;
  /** `<registry>/lifeboat-<name>@sha256:<digits>`: what a stack is configured with. */
  readonly reference: string;
  /** The same image as `<registry>/lifeboat-<name>:<release of Debian>`. */
  readonly tag: string;
  /** `sha256:` and 64 digits, of the manifest. The same packages give the same digest. */
  readonly digest: string;
  /** Size of the archive. */
  readonly bytes: number;
}

const descriptor = z.looseObject({ digest: z.string().regex(/^sha256:[0-9a-f]{64}$/) });
const index = z.looseObject({ manifests: z.array(descriptor).min(1) });
const manifest = z.looseObject({ layers: z.array(descriptor) });

const quiet: Tell = () => undefined;

/** Where images are kept. Nothing there is needed: all of it is made again. */
function imagesFolder(): string {
  const cache = process.env["LIFEBOAT_CACHE"] ?? path.join(repositoryRoot(__dirname), ".sandbox");
  return path.join(cache, "images");
}

function fingerprint(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
}

/** Path, without an ending, of what is made of an image's sources as they are now. */
function placeOf(name: ImageName): string {
  const sources = sourcesOf(name).map((file) => readFileSync(file, "utf8"));
  return path.join(imagesFolder(), `${name}-${fingerprint(RELEASE, process.arch, REGISTRY, ...sources)}`);
}

/** Does work while no other process makes images, in a folder that is gone afterwards. */
async function alone<Result>(tell: Tell, work: (scratch: string) => Promise<Result>): Promise<Result> {
  const folder = imagesFolder();
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const wait = (owner: number): void => {
    tell(`waiting for process ${owner}, which makes images`);
  };
  return withLock(path.join(folder, ".lock"), wait, async () => {
    const scratch = path.join(folder, ".work");
    const remove = (): void => {
      rmSync(scratch, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    };
    // A process that was killed could not remove it.
    remove();
    mkdirSync(scratch, { mode: 0o700 });
    const release = atExit(remove);
    try {
      return await work(scratch);
    } finally {
      release();
      remove();
    }
  });
}

/** Gives what was made its name, and removes what earlier sources made under `<name>-…`. */
function keep(made: string, kept: string, name: string): void {
  for (const file of readdirSync(path.dirname(kept)))
    if (file.startsWith(`${name}-`))
      rmSync(path.join(path.dirname(kept), file), { recursive: true, force: true });
  renameSync(made, kept);
}

/** The base of all images, kept: those that are built later share its layer. */
async function baseOf(scratch: string, tell: Tell): Promise<string> {
  const key = fingerprint(RELEASE, process.arch, ...machineSources());
  const kept = path.join(imagesFolder(), `base-${key}.tar`);
  if (existsSync(kept)) return kept;
  const made = path.join(scratch, "made.tar");
  await makeBase(made, tell);
  keep(made, kept, "base");
  return kept;
}

/** Builds an image's own Dockerfile on the base, into an OCI layout: what `docker build` does with Debian's image. */
async function buildLayout(name: ImageName, base: string, scratch: string, tell: Tell): Promise<string> {
  const layout = path.join(scratch, "layout");
  // vfs mounts nothing and works on any file system.
  const store = ["--root", path.join(scratch, "store"), "--runroot", path.join(scratch, "run")];
  const buildah = ["buildah", ...store, "--storage-driver", "vfs"];
  const build = [
    ...[...buildah, "build", "--isolation", "chroot", "--identity-label=false"],
    ...["--timestamp", String(EPOCH), "--build-arg", `SOURCE_DATE_EPOCH=${EPOCH}`],
  ];
  const stage = path.join(scratch, "base");
  mkdirSync(stage);
  linkSync(base, path.join(stage, "base.tar"));
  writeFileSync(path.join(stage, "Dockerfile"), 'FROM scratch\nADD base.tar /\nCMD ["bash"]\n');
  await runTool([...build, "--tag", "localhost/base", stage]);
  await runTool(
    [...build, "--build-arg", "BASE=localhost/base", "--tag", `oci:${layout}`, contextOf(name)],
    (line) => {
      if (/^(\[\S+\] )?STEP |^COMMIT/.test(line)) tell(`${name}: ${line.split(" && ")[0] ?? ""}`);
    },
    aptProxy(),
  );
  return layout;
}

/** Enters both names of an image into its layout's index, where containerd looks for them. */
function enterNames(name: ImageName, layout: string): void {
  const file = path.join(layout, "index.json");
  const read = index.parse(JSON.parse(readFileSync(file, "utf8")));
  const named = read.manifests.flatMap((one) =>
    Object.values(namesOf(name, one.digest)).map((full) => ({
      ...one,
      annotations: { "io.containerd.image.name": full },
    })),
  );
  writeFileSync(file, JSON.stringify({ ...read, manifests: named }));
}

function namesOf(name: ImageName, digest: string): Pick<BuiltImage, "reference" | "tag"> {
  const repository = `${REGISTRY}/lifeboat-${name}`;
  return { reference: `${repository}@${digest}`, tag: `${repository}:${RELEASE}` };
}

/** A file of an archive. */
function fileOf(archive: string, file: string): Buffer {
  return execFileSync("tar", ["-xOf", archive, `./${file}`], { maxBuffer: 16 * 1024 * 1024 });
}

const blobOf = ({ digest }: z.infer<typeof descriptor>): string => `blobs/${digest.replace(":", "/")}`;

function manifestOf(archive: string): z.infer<typeof descriptor> {
  const [first] = index.parse(JSON.parse(fileOf(archive, "index.json").toString("utf8"))).manifests;
  if (first === undefined) throw new Error(`images: ${archive} has no manifest: remove it`);
  return first;
}

/**
 * Builds an image from its Dockerfile, without a registry: on a base that mmdebstrap makes of Debian's packages, by buildah.
 * What was built of the same Dockerfile and the files that it copies before is taken as it is, with the packages of that time.
 * @param tell gets what goes on, a line at a time. @default nobody
 * @throws with the last lines of the tool that failed, or naming what cannot be run; needs root.
 */
export async function buildImage(name: ImageName, tell: Tell = quiet): Promise<BuiltImage> {
  const archive = `${placeOf(name)}.tar`;
  await alone(tell, async (scratch) => {
    if (existsSync(archive)) return;
    const layout = await buildLayout(name, await baseOf(scratch, tell), scratch, tell);
    enterNames(name, layout);
    const made = path.join(scratch, "made.tar");
    const plain = ["--sort=name", `--mtime=@${EPOCH}`, "--owner=0", "--group=0", "--numeric-owner"];
    await runTool(["tar", ...plain, "-C", layout, "-cf", made, "."]);
    keep(made, archive, name);
  });
  const { digest } = manifestOf(archive);
  return { name, archive, ...namesOf(name, digest), digest, bytes: statSync(archive).size };
}

/**
 * Root file system of an image, for running its programs where there is no container runtime.
 * @returns its folder; undefined where the image as declared now is not unpacked: see {@link unpackImage}
 */
export function imageRoot(name: ImageName): string | undefined {
  const folder = `${placeOf(name)}.root`;
  return existsSync(folder) ? folder : undefined;
}

/** Builds an image where needed, and unpacks it. @returns the folder of its root file system */
export async function unpackImage(name: ImageName, tell: Tell = quiet): Promise<string> {
  const found = imageRoot(name);
  if (found !== undefined) return found;
  const { archive } = await buildImage(name, tell);
  const folder = `${placeOf(name)}.root`;
  await alone(tell, async (scratch) => {
    if (existsSync(folder)) return;
    const made = path.join(scratch, "root");
    mkdirSync(made, { mode: 0o755 });
    const { layers } = manifest.parse(
      JSON.parse(fileOf(archive, blobOf(manifestOf(archive))).toString("utf8")),
    );
    for (const layer of layers) await unpackLayer(archive, blobOf(layer), scratch, made);
    renameSync(made, folder);
  });
  return folder;
}

/** Puts a layer on what is unpacked already: first goes what it removes, marked by a file with a prefix. */
async function unpackLayer(archive: string, blob: string, scratch: string, root: string): Promise<void> {
  await runTool(["tar", "-C", scratch, "-xf", archive, `./${blob}`]);
  const layer = path.join(scratch, blob);
  await runTool(["tar", "-tf", layer, "--wildcards", "*.wh.*"], (line) => {
    const removed = path.join(root, line.replace(/\.wh\.([^/]+)$/, "$1"));
    rmSync(removed, { recursive: true, force: true });
  }).catch((error: unknown) => {
    // Most layers remove nothing, which tar calls an error.
    if (!String(error).includes("Not found in archive")) throw error;
  });
  await runTool(["tar", "-C", root, "--numeric-owner", "--exclude=.wh.*", "-xpf", layer]);
}

/** Whether this machine can build images. @returns undefined, or what is missing and how to get it */
export function buildObstacle(): string | undefined {
  if (process.getuid?.() !== 0)
    return "installing packages into an image needs root: run sudo npm run images";
  const lacking = ["mmdebstrap", "buildah"].filter((program) => findProgram(program) === undefined);
  return lacking.length === 0 ? undefined : `${lacking.join(", ")} missing: run sudo .ci/setup-debian.sh`;
}

/** {@link unpackImage} for those images whose containers run as processes here. @throws where there is a {@link buildObstacle} */
export async function unpackForProcesses(tell: Tell = quiet): Promise<void> {
  for (const name of ["jobs", "logs", "postgresql"] as const) await unpackImage(name, tell);
}

/** Forgets every image, so that the next builds take the packages that Debian has then. */
export async function forgetImages(tell: Tell = quiet): Promise<void> {
  await alone(tell, async () => {
    for (const file of readdirSync(imagesFolder()))
      if (!file.startsWith(".")) rmSync(path.join(imagesFolder(), file), { recursive: true });
    return Promise.resolve();
  });
}
