import path from "node:path";
import { readFileSync } from "node:fs";

const DOCKERFILE = path.resolve(__dirname, "../../infra/jobs/Dockerfile");

const COLLECTOR_DOCKERFILE = path.resolve(__dirname, "../../infra/logs/Dockerfile");

/** PATH of a process in the job image: Debian's default, which the image does not change. */
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
  /** Lines that the image adds to /etc/passwd. */
  readonly passwd: readonly string[];
  /** Lines that the image adds to /etc/group. */
  readonly group: readonly string[];
}

function accountLines(text: string): Pick<Image, "passwd" | "group"> {
  const groups = text.matchAll(/groupadd --gid (\d+) (\w+)/g);
  const users = text.matchAll(/useradd --uid (\d+) --gid (\d+) .*--home-dir (\S+) --shell (\S+) (\w+)/g);
  return {
    group: [...groups].map(([, gid = "", name = ""]) => `${name}:x:${gid}:`),
    passwd: [...users].map(
      ([, uid = "", gid = "", home = "", shell = "", name = ""]) =>
        `${name}:x:${uid}:${gid}::${home}:${shell}`,
    ),
  };
}

/**
 * Reads ENV, WORKDIR, USER, groupadd and useradd of a Dockerfile, so that a process run outside the image has what it would have inside.
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
  return { env, workingDir, uid, gid, ...accountLines(text) };
}

/** The job image, as infra/jobs/Dockerfile declares it. */
export function jobImage(): Image {
  return parseImage(readFileSync(DOCKERFILE, "utf8"));
}

/** The image of the log collector, as infra/logs/Dockerfile declares it. */
export function collectorImage(): Image {
  return parseImage(readFileSync(COLLECTOR_DOCKERFILE, "utf8"));
}
