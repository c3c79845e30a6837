import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";
import type { Rule } from "../../../policies/support/rule";
import { repositoryRoot } from "../../../sandbox/engine/paths";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";

const root = repositoryRoot(__dirname);
/** What the program is made of. */
const PARTS = [
  "infra",
  "lib",
  "policies",
  "Pulumi.yaml",
  "Pulumi.prod.yaml",
  "Pulumi.dr.yaml",
  "package.json",
];

/** A patch that does not apply to the program as it is. */
export class PatchError extends Error {}

/** Modules read files beside them, which a bundle is not. */
const OWN_FOLDERS: Plugin = {
  name: "own-folders",
  setup: (bundler) => {
    bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      loader: "ts",
      contents: `const __dirname = ${JSON.stringify(dirname(path))};${readFileSync(path, "utf8")}`,
    }));
  },
};

/** The program of a copy, and the policies where they are not those of the repository. */
export interface Built {
  readonly program: () => unknown;
  readonly rules: readonly Rule[] | undefined;
}

/** What the policies are made of. */
const POLICIES = /^\+\+\+ b\/(lib|policies)\//m;

/** A copy of the program's sources, to which patches are applied, one at a time. */
export class ProgramCopy {
  private readonly own = temporaryDirectory("patched-program");
  readonly folder = this.own.path;
  private builds = 0;

  constructor() {
    for (const part of PARTS) cpSync(join(root, part), join(this.folder, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(this.folder, "node_modules"));
  }

  /** The program, with a patch while it is built and run. @throws PatchError when it does not apply */
  async with<Result>(patch: string | undefined, use: (built: Built) => Promise<Result>): Promise<Result> {
    if (patch === undefined) return use({ program: await this.program(), rules: undefined });
    this.apply(patch);
    try {
      const isOfPolicies = POLICIES.test(readFileSync(patch, "utf8"));
      const rules = isOfPolicies
        ? await this.load<readonly Rule[]>("policies/rules/index.ts", "rules")
        : undefined;
      return await use({ program: await this.program(), rules });
    } finally {
      this.apply(patch, "--reverse");
    }
  }

  remove(): void {
    this.own.remove();
  }

  private apply(patch: string, ...options: readonly string[]): void {
    const { status, stderr } = spawnSync("git", ["apply", "-C1", "--whitespace=nowarn", ...options, patch], {
      cwd: this.folder,
      encoding: "utf8",
      // A folder below a repository is not its own: git must not look for one.
      env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(this.folder) },
    });
    if (status !== 0)
      throw new PatchError(
        `${patch} does not apply to the sources as they are: ${stderr.trim()}. Remedy: make the same change to them, and write ` +
          "`git diff` below the patch's heading.",
      );
  }

  private async program(): Promise<() => unknown> {
    const stack = await this.load<() => unknown>("infra/index.ts");
    return () => stack();
  }

  /** Bundles a module and loads it: a module's loader would keep what an earlier patch gave it. @param name of its export */
  private async load<Loaded>(entry: string, name?: string): Promise<Loaded> {
    const file = join(this.folder, `bundle-${++this.builds}.cjs`);
    await build({
      entryPoints: [join(this.folder, entry)],
      outfile: file,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node22",
      packages: "external",
      absWorkingDir: this.folder,
      plugins: [OWN_FOLDERS],
    });
    try {
      const loaded = createRequire(file)(file) as object;
      return (name === undefined ? loaded : Reflect.get(loaded, name)) as Loaded;
    } finally {
      rmSync(file);
    }
  }
}
