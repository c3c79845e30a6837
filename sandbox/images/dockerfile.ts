import path from "node:path";
import { readFileSync } from "node:fs";

const REPOSITORY = path.resolve(__dirname, "../..");

/** Folder of each image's Dockerfile, below the repository; its build's context. */
const CONTEXTS = {
  /** What every job runs in. */
  jobs: "infra/jobs",
  /** The log collector. */
  logs: "infra/logs",
  /** What the drill's application runs on. */
  application: "sandbox/images/application",
  /** A declared database server; tests also start PostgreSQL 17 by itself in its root. */
  postgresql: "infra/postgresql",
  /** The sandbox image of containerd's CRI. */
  pause: "sandbox/images/pause",
} as const;

/** An image that this repository has a Dockerfile of. */
export type ImageName = keyof typeof CONTEXTS;

/** Every image there is. */
export const IMAGE_NAMES = Object.keys(CONTEXTS).filter((name): name is ImageName => name in CONTEXTS);

/** Folder with the Dockerfile of an image, absolute. */
export const contextOf = (name: ImageName): string => path.join(REPOSITORY, CONTEXTS[name]);

/** An image's Dockerfile, and the files that it copies from its folder. */
export function sourcesOf(name: ImageName): readonly string[] {
  const dockerfile = path.join(contextOf(name), "Dockerfile");
  const copied = [...readFileSync(dockerfile, "utf8").matchAll(/^COPY (?!--from)(?:--\S+ )*(.+) \S+$/gm)];
  const files = copied.flatMap(([, words = ""]) => words.split(/\s+/));
  return [dockerfile, ...files.map((file) => path.join(contextOf(name), file))];
}

/** PATH of a process in an image: Debian's default, which no image changes. */
export const IMAGE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What a container image gives its processes beside files. */
export interface Image {
  /** Environment of the image; a container's own variables win. */
  readonly env: Readonly<Record<string, string>>;
  /** Working directory, absolute. */
  readonly workingDir: string;
  /** User id of USER; 0 without one. */
  readonly uid: number;
  /** Group id of USER; 0 without one. */
  readonly gid: number;
}

/**
 * Reads ENV, WORKDIR and USER of a Dockerfile, so that a container can be planned before its image is built.
 * @param text the Dockerfile; ENV as `NAME=value` pairs without quotes, one line each; USER as `uid:gid`.
 * @throws when an ENV or USER line has another form.
 */
export function parseImage(text: string): Image {
  const env: Record<string, string> = { PATH: IMAGE_PATH };
  let workingDir = "/";
  let [uid, gid] = [0, 0];
  for (const line of text.split("\n")) {
    const [instruction, ...words] = line.trim().split(/\s+/);
    if (instruction === "WORKDIR") workingDir = words[0] ?? "/";
    if (instruction === "USER") {
      const ids = /^(\d+):(\d+)$/.exec(words[0] ?? "");
      if (ids === null)
        throw new Error(`Dockerfile: USER ${words.join(" ")}: only uid:gid in digits is read here`);
      [uid, gid] = [Number(ids[1]), Number(ids[2])];
    }
    if (instruction !== "ENV") continue;
    for (const word of words) {
      const [, name, value] = /^([A-Za-z_]\w*)=([^"'\\]*)$/.exec(word) ?? [];
      if (name === undefined || value === undefined) {
        throw new Error(`Dockerfile: ENV ${word}: only NAME=value without quotes and line ends is read here`);
      }
      env[name] = value;
    }
  }
  return { env, workingDir, uid, gid };
}

/** An image as its Dockerfile declares it. */
export function declaredImage(name: ImageName): Image {
  return parseImage(readFileSync(path.join(contextOf(name), "Dockerfile"), "utf8"));
}
