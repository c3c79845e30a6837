import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { z } from "zod";

/** A package of npm that declares a provider's resources. */
export interface ProviderPackage {
  /** The provider's name, as type tokens begin: `aws`. */
  readonly provider: string;
  /** Version of its plugin. */
  readonly version: string;
  /** The package's folder. */
  readonly folder: string;
  /** Whether the provider is made of another one, as Pulumi's bridge to any Terraform provider is. */
  readonly isParameterized: boolean;
}

const MODULES = "node_modules";

const manifest = z.object({
  name: z.string().default(""),
  version: z.string().default(""),
  pulumi: z
    .object({
      resource: z.boolean().optional(),
      name: z.string().optional(),
      version: z.string().optional(),
      parameterization: z.unknown().optional(),
    })
    .optional(),
});

/** Folders of the packages in a `node_modules`, with those that they have for themselves. */
function packagesIn(modules: string): readonly string[] {
  if (!existsSync(modules)) return [];
  const entries = readdirSync(modules).filter((name) => !name.startsWith(".") || name === ".pnpm");
  return entries.flatMap((name) => {
    const folder = join(modules, name);
    if (name.startsWith("@")) return readdirSync(folder).flatMap((own) => withOwn(join(folder, own)));
    if (name === ".pnpm") return packagesIn(join(folder, MODULES));
    return withOwn(folder);
  });
}

const withOwn = (folder: string): readonly string[] => [folder, ...packagesIn(join(folder, MODULES))];

function providerOf(folder: string): readonly ProviderPackage[] {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return [];
  const read = manifest.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!read.success || read.data.pulumi?.resource !== true) return [];
  const { name, version, pulumi } = read.data;
  return [
    {
      provider: pulumi.name ?? name.split("/").at(-1) ?? name,
      version: (pulumi.version ?? version).replace(/^v/, ""),
      folder: realpathSync(folder),
      isParameterized: pulumi.parameterization !== undefined,
    },
  ];
}

/** Folders from one upwards to another, both among them. */
export function upwards(from: string, to: string): readonly string[] {
  const parent = dirname(from);
  return from === to || parent === from ? [from] : [from, ...upwards(parent, to)];
}

/**
 * The providers whose packages are installed for a program, as Pulumi's own language host finds them: a package's
 * `pulumi.resource`.
 * @param folder the program's
 * @param top folder above which nothing is looked for
 */
export function providerPackages(folder: string, top: string): readonly ProviderPackage[] {
  const found = upwards(folder, top).flatMap((each) => packagesIn(join(each, MODULES)).flatMap(providerOf));
  const byPlace = new Map(found.map((each) => [`${each.folder} ${each.version}`, each]));
  return [...byPlace.values()];
}

/** Whether a link in `node_modules` leads to a package of the repository itself: a workspace. */
function workspaceOf(entry: string, top: string): string | undefined {
  if (!lstatSync(entry).isSymbolicLink() || !existsSync(entry)) return undefined;
  const path = relative(realpathSync(top), realpathSync(entry));
  return path.startsWith("..") || path.split(sep).includes(MODULES) ? undefined : path;
}

/**
 * Gives an exported commit the packages that are installed in the working tree; packages of the repository itself are the
 * commit's own.
 * @param folder one with a `node_modules`
 * @param top the repository
 * @param exported the commit's files
 */
export function linkPackages(folder: string, top: string, exported: string): void {
  const [from, to] = [join(folder, MODULES), join(exported, relative(top, folder), MODULES)];
  if (!existsSync(from) || existsSync(to)) return;
  const entries = readdirSync(from).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(from, name)).map((own) => join(name, own)) : [name],
  );
  const workspaces = new Map(entries.map((name) => [name, workspaceOf(join(from, name), top)]));
  if ([...workspaces.values()].every((path) => path === undefined)) {
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(from, to);
    return;
  }
  for (const [name, path] of workspaces) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    symlinkSync(path === undefined ? join(from, name) : join(exported, path), join(to, name));
  }
}
