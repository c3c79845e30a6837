import type { SandboxPaths } from "./paths";

/**
 * Variables that would let the user's own accounts, stacks or settings into the sandbox, or out of it.
 * The provider SDKs take defaults from the last five.
 */
const foreign = /^(PULUMI_|AWS_|KUBECONFIG$|KUBE_|PG[A-Z]+$|CLOUDFLARE_|TF_)/;

/** Ports of the servers that the engine attaches to instead of starting programs of its own. */
export interface AttachPorts {
  /** @default the engine starts the genuine language host */
  readonly language?: number;
  /** By provider name. */
  readonly providers: ReadonlyMap<string, number>;
}

/**
 * The environment without anything that could reach the user's own accounts, and with the command that remedies name in
 * place of `pulumi`.
 */
export function scrubbed(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(environment).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(own), LIFEBOAT_PULUMI: "npm run sandbox --" };
}

/** Has a program in TypeScript loaded by the SDK without a check of its types, which costs more than the program. */
export const transpileOnly = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" } as const;

/** The environment that the CLI runs in. */
export function cliEnvironment(
  paths: SandboxPaths,
  passphrase: string,
  environment: NodeJS.ProcessEnv,
  attach?: AttachPorts,
): NodeJS.ProcessEnv {
  return {
    ...scrubbed(environment),
    PULUMI_HOME: paths.home,
    PULUMI_BACKEND_URL: `file://${paths.state}`,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    // The engine writes a whole state twice for each resource otherwise: six times an update's own work, for 780 of them.
    PULUMI_SKIP_CHECKPOINTS: "true",
    PULUMI_SUPPRESS_NEO_LINK: "true",
    ...transpileOnly,
    ...(attach === undefined ? {} : attachVariables(attach)),
  };
}

function attachVariables(attach: AttachPorts): NodeJS.ProcessEnv {
  return {
    ...(attach.language === undefined ? {} : { PULUMI_DEBUG_LANGUAGES: `nodejs:${attach.language}` }),
    PULUMI_DEBUG_PROVIDERS: [...attach.providers].map(([name, port]) => `${name}:${port}`).join(","),
  };
}
