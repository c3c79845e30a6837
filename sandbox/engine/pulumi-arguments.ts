import { resolve } from "node:path";

/** Whether the arguments name a stack themselves. */
export const namesStack = (args: readonly string[]): boolean =>
  args.some((argument) => /^(-s|--stack(=|$))/.test(argument));

/** Options whose value is a path, or several with commas between. */
const PATHS: readonly string[] = [
  "--policy-pack",
  "--policy-pack-config",
  "--file",
  "--config-file",
  "--plan",
  "--save-plan",
  "--import-file",
];

/**
 * Arguments with the paths of these options made absolute: the CLI runs in the generated project, and they are meant
 * from where the command was called.
 * @param folder where the command was called
 */
export function withCallersPaths(args: readonly string[], folder: string): readonly string[] {
  const absolute = (paths: string): string =>
    paths
      .split(",")
      .map((path) => resolve(folder, path))
      .join(",");
  return args.map((argument, index) => {
    if (PATHS.includes(args[index - 1] ?? "")) return absolute(argument);
    const [, option = "", paths = ""] = /^(--[\w-]+)=(.+)$/s.exec(argument) ?? [];
    return PATHS.includes(option) ? `${option}=${absolute(paths)}` : argument;
  });
}

/** Where the command was called: npm itself changes to the repository. */
export const callersFolder = (): string => process.env["INIT_CWD"] ?? process.cwd();
