import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import type { SandboxValues } from "../../engine/sandbox-values";
import { declaredBackend } from "../../providers/declared/declared-backend";
import { declaredModel, dynamicProvider, newGuesses } from "../../providers/declared/declared-model";
import { PackageDeclarations } from "../../providers/declared/declarations";
import { providerModels, type ServedProvider } from "../../providers/registry";
import { BaseError, baseCommit, exportFiles, git, headName, samePackages } from "../base";
import { baseState, type Version } from "../base-state";
import { previewHead, type Previews } from "../head";
import type { PreviewOptions } from "../preview-options";
import { type Project, projectOf, writeProject } from "./project";
import { ignoredFiles, linkIgnored, stampsOf } from "./ignored-files";
import { linkPackages, providerPackages, type ProviderPackage, upwards } from "./packages";
import { markGuesses, unknowns } from "./unknowns";

/** What to review. */
export interface ProgramOptions extends Omit<PreviewOptions, "open"> {
  /** Folder of the program, absolute. */
  readonly program: string;
  /** The folder as it was given, for messages. */
  readonly given: string;
  readonly base: string;
  /** Settings over those of the stacks' files. */
  readonly config: Readonly<Record<string, string>>;
}

/** What a review of a program found. */
export interface ProgramReview extends Previews {
  /** Base, in short. */
  readonly base: string;
  readonly head: string;
  /** What the review cannot know, a sentence each. */
  readonly notes: readonly string[];
}

/** The stack of a program that has no stack files. */
const ONLY_STACK = "dev";

/** Settings by the keys that stack files have: what has no namespace is the project's own. */
const namespaced = (project: string, config: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.includes(":") ? key : `${project}:${key}`, value]),
  );

const valuesFor = (stacks: readonly string[]): SandboxValues =>
  Object.fromEntries(stacks.map((stack) => [stack, { secrets: () => ({}), overrides: {} }]));

/** One stand-in a provider: as every version that is installed, by the newest declarations. */
function providersOf(packages: readonly ProviderPackage[], sdk: string, guesses = newGuesses()) {
  const served = [...Map.groupBy(packages, ({ provider }) => provider)].map(([name, own]): ServedProvider => {
    const [newest] = own.toSorted((one, other) =>
      other.version.localeCompare(one.version, "en", { numeric: true }),
    );
    const model = providerModels.find((each) => each.name === name);
    const declarations = new PackageDeclarations(newest?.folder ?? "");
    return {
      model: declaredModel(name, declarations, model, guesses),
      versions: [...new Set(own.map(({ version }) => version))],
    };
  });
  return { served: [...served, { model: dynamicProvider, versions: [sdk] }], guesses };
}

/** Every folder of the repository that has a package.json of its own. */
function packageFolders(top: string): readonly string[] {
  const files = git(top, "ls-files", "package.json", "*/package.json") ?? "";
  return [top, ...files.split("\n").map((file) => join(top, file, ".."))];
}

/** @throws BaseError where the program's SDK, or a package that cannot be stood in for, is in the way */
function installed(program: string, top: string, given: string) {
  const file = createRequire(join(program, "package.json"));
  const sdk = ((): string | undefined => {
    try {
      const manifest: unknown = file("@pulumi/pulumi/package.json");
      return typeof manifest === "object" && manifest !== null && "version" in manifest
        ? String(manifest.version)
        : undefined;
    } catch {
      return undefined;
    }
  })();
  if (sdk === undefined)
    throw new BaseError(
      `--program ${given}: its packages are not installed: @pulumi/pulumi is missing. Remedy: run \`npm ci\` in ${given}.`,
    );
  const packages = providerPackages(program, top);
  const parameterized = packages.filter(({ isParameterized }) => isParameterized);
  return {
    sdk,
    packages: packages.filter(({ isParameterized }) => !isParameterized),
    refused: parameterized.map(({ provider }) => provider),
  };
}

/**
 * Reviews another program of Pulumi: its base is deployed, and its working tree previewed, with stand-ins for the providers
 * whose packages it has installed.
 * @throws BaseError naming what is in the way
 */
export async function reviewProgram(options: ProgramOptions): Promise<ProgramReview> {
  const { given, config } = options;
  const top = git(options.program, "rev-parse", "--show-toplevel");
  if (top === undefined)
    throw new BaseError(`--program ${given}: is no folder of a git repository. Remedy: name one in a clone.`);
  // As git says where the repository is: with no link in the path.
  const program = realpathSync(options.program);
  const head = projectOf(program, given);
  if (head === undefined)
    throw new BaseError(`--program ${given}: has no Pulumi.yaml. Remedy: name the folder that has it.`);
  const commit = baseCommit(top, options.base);
  const { sdk, packages, refused } = installed(program, top, given);
  const stacks =
    options.stacks.length > 0
      ? options.stacks
      : head.stacks.size > 0
        ? [...head.stacks.keys()]
        : [ONLY_STACK];
  const own = namespaced(head.name, config);
  const path = relative(top, program);
  const ignored = ignoredFiles(program, top);
  const { served, guesses } = providersOf(packages, sdk);
  const backend = declaredBackend(guesses);
  const backends = Object.fromEntries(served.map(({ model }) => [model.name, backend]));
  const opened = (project: Project, names: readonly string[], folder: string): Version => {
    writeProject(project, names, own, folder);
    return { source: folder, values: valuesFor(names), providers: served, backends };
  };
  const state = await baseState({
    ...options,
    commit,
    foreign: {
      key: createHash("sha256")
        .update(
          JSON.stringify([
            top,
            path,
            stacks,
            [...head.stacks.keys()],
            own,
            sdk,
            packages,
            stampsOf(ignored, top),
          ]),
        )
        .digest("hex"),
      open(folder) {
        const exported = join(folder, "program");
        exportFiles(top, commit, exported);
        for (const each of new Set([...upwards(program, top), ...packageFolders(top)]))
          linkPackages(each, top, exported);
        for (const each of ignored) linkIgnored(each, top, exported);
        const project = projectOf(join(exported, path), given);
        sameName(project, head, given);
        return opened(
          project ?? head,
          stacks.filter((stack) => !isNew(stack, project, head)),
          join(folder, "source"),
        );
      },
      hint: (output) => hintOf(output, given, [...guesses.functions]),
    },
  });
  guesses.functions.clear();
  const found = await previewHead(state, {
    ...options,
    stacks,
    open: (folder) => opened(head, stacks, join(folder, "source")),
  });
  const stacksFound = markGuesses(found.stacks, served).map((each) => {
    const hint = each.errors.length === 0 ? "" : hintOf(each.errors.join("\n"), given, []);
    return hint === "" ? each : { ...each, errors: [...each.errors, hint.trim()] };
  });
  const exported = join(state.folder, "program", path);
  // The base may have been there already.
  const base = projectOf(exported, given);
  sameName(base, head, given);
  return {
    stacks: stacksFound,
    secrets: stacks.flatMap((stack) => head.stacks.get(stack)?.secrets ?? []),
    base: commit.slice(0, 12),
    head: headName(top),
    notes: unknowns({
      stacks: stacksFound,
      guesses,
      ignored,
      refused,
      settings: stacks.flatMap((stack) => head.stacks.get(stack) ?? []),
      fresh: stacks.filter((stack) => isNew(stack, base, head)),
      samePackages:
        (base === undefined || samePackages(program, exported)) &&
        samePackages(top, join(state.folder, "program")),
    }),
  };
}

/** Whether the base has no such stack: it has no program yet, or only the head has a file for it. */
const isNew = (stack: string, base: Project | undefined, head: Project): boolean =>
  base === undefined || (head.stacks.has(stack) && !base.stacks.has(stack));

/** @throws BaseError where the base's project has another name: its stacks would be others */
function sameName(base: Project | undefined, head: Project, given: string): void {
  if (base !== undefined && base.name !== head.name)
    throw new BaseError(
      `--program ${given}: Pulumi.yaml: name: ${base.name} → ${head.name}: its stacks are others then, and every resource would be ` +
        `created again. Remedy: keep the name ${base.name}, or rename the real stacks by \`pulumi stack rename\` and merge that change alone.`,
    );
}

/** What to do about errors, by what they say. */
const REMEDIES: readonly (readonly [RegExp, (given: string) => string])[] = [
  [
    /Missing required configuration variable|No AWS region has been configured/,
    () => "pass what is missing with `--config <key>=<value>`, or commit it in Pulumi.<stack>.yaml",
  ],
  [/Cannot find (module|package) '[^./]/, (given) => `run \`npm ci\` in ${given}`],
  [
    /couldn't read (archive|asset)|ENOENT/,
    () =>
      "build what the program deploys before its review; files that git ignores are taken from the working tree",
  ],
  [
    /no resource plugin|resource plugin .* not found|[Cc]ould not (?:find|load|automatically download) .*plugin/,
    () =>
      "a provider without an npm package of its own is not stood in for: preview this one with its account, by `pulumi preview`",
  ],
  [
    /StackReference|unknown stack/,
    () => "no other stack is here to be read: preview this one with its account, by `pulumi preview`",
  ],
];

function hintOf(output: string, given: string, functions: readonly string[]): string {
  const remedies = REMEDIES.filter(([words]) => words.test(output)).map(
    ([, remedy]) => ` Remedy: ${remedy(given)}.`,
  );
  const asked =
    functions.length === 0
      ? ""
      : ` The sandbox has no account to ask: it answered ${functions.join(", ")} with made-up values, which a program that takes them apart may not accept.`;
  return `${asked}${remedies.join("")}`;
}
