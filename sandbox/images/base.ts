import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { runTool, type Tell } from "./tool";

/** Release of Debian that the images are made of. */
export const RELEASE = "trixie";

/** Every time in an image, in seconds since 1970: the same packages make the same bytes. */
export const EPOCH = 0;

// As in Debian's slim images, packages install no manuals and no translations, those of later layers neither.
const SLIM = [
  ...["doc/*", "groff/*", "info/*", "lintian/*", "linda/*", "man/*", "locale/*"].map(
    (folder) => `path-exclude=/usr/share/${folder}`,
  ),
  "path-include=/usr/share/doc/*/copyright",
];

/**
 * The lines of sources.list that the base is made from: where this machine's apt gets Debian, of the images' release.
 * @param targets lines `<URI> <suite> <component>`, as apt tells its package lists
 * @param codename release of this machine
 * @throws when there is none.
 */
export function baseSources(targets: string, codename: string): readonly string[] {
  const suites = [codename, `${codename}-updates`, `${codename}-security`];
  const lines = targets
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([uri = "", suite = ""]) => /^https?:/.test(uri) && suites.includes(suite))
    .filter(([, , component]) => component === "main")
    .map(([uri, suite = ""]) => `deb ${uri ?? ""} ${RELEASE}${suite.slice(codename.length)} main`);
  if (lines.length > 0) return [...new Set(lines)];
  throw new Error(
    `images: apt of this machine has no http source of Debian for ${suites.join(", ")}: add one to /etc/apt/sources.list.d`,
  );
}

/** {@link baseSources} of this machine. */
export function machineSources(): readonly string[] {
  const format = "$(REPO_URI) $(RELEASE) $(COMPONENT)";
  const targets = execFileSync("apt-get", ["indextargets", "--format", format, "Created-By: Packages"], {
    encoding: "utf8",
  });
  const codename = /^VERSION_CODENAME=(\S+)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "";
  return baseSources(targets, codename);
}

/** The proxy that this machine's apt uses, as variables for the apt in an image. */
export function aptProxy(): Record<string, string> {
  const said = execFileSync("apt-config", ["shell", "PROXY", "Acquire::http::Proxy"], { encoding: "utf8" });
  const proxy = /^PROXY='(http[^']*)'$/m.exec(said)?.[1];
  return proxy === undefined ? {} : { http_proxy: proxy };
}

/**
 * Makes a root file system of Debian's essential packages and apt, which stands for `debian:trixie-slim` where no registry
 * can be reached. Signatures are verified with this machine's keys of Debian. About a minute, 130 MB.
 * @param target file that gets it, as tar
 */
export async function makeBase(target: string, tell: Tell): Promise<void> {
  const sources = machineSources();
  // An https source needs authorities before the first package of an image can be fetched.
  const include = sources.some((line) => line.includes(" https:")) ? ["--include=ca-certificates"] : [];
  await runTool(
    [
      ...["mmdebstrap", "--mode=root", "--variant=minbase", "--format=tar", ...include],
      ...SLIM.map((option) => `--dpkgopt=${option}`),
      ...[RELEASE, target, ...sources],
    ],
    (line) => {
      if (line.startsWith("I: ")) tell(`base: ${line.slice(3)}`);
    },
    { ...aptProxy(), SOURCE_DATE_EPOCH: String(EPOCH) },
  );
}
