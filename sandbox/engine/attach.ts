import type { Backend } from "../providers/backend";
import { serveProvider } from "../providers/provider-service";
import { providerModels } from "../providers/registry";
import type { AttachPorts } from "./environment";
import type { GenuineProviders } from "./home";
import { type HostOptions, preload, preloadVariables, serveLanguageHost } from "./language-host";
import { packageVersion } from "./paths";
import { stopAll } from "./program-process";
import { WarmPacks } from "./warm-packs";

/** What differs from the plain stand-ins. */
export interface AttachOptions {
  /** Real servers behind a provider, by its name. @default simulated */
  readonly backends?: Readonly<Record<string, Backend>>;
  /** Genuine providers in place of stand-ins; the engine starts them itself. @default none */
  readonly genuine?: GenuineProviders;
  /** Fixes the random part of automatic names, so that two runs agree. @default random */
  readonly nameSeed?: string;
  /** Whether the SDK is to send its debug messages. @default false */
  readonly wantsDebug?: HostOptions["wantsDebug"];
  /** Command that starts the CLI, programs and packs, with its own arguments: `nice -n 10`. @default none */
  readonly launcher?: readonly string[];
}

/** The running servers. */
export interface AttachedServers {
  readonly ports: AttachPorts;
  /**
   * Starts processes for the policy packs in these folders before the engine asks for them.
   * @param env environment that the CLI will run in
   * @returns ends those that it did not ask for
   */
  warm(packs: readonly string[], env: NodeJS.ProcessEnv): () => void;
  /** Ends the servers, and with them the programs they started. */
  close(): void;
}

/**
 * Serves the language host and every provider that is not genuine in this one process: a process for each of them would cost half a
 * second, and one more for every explicit provider of the program.
 * @param root folder whose node_modules give the providers' versions
 */
export async function serveAll(root: string, options: AttachOptions = {}): Promise<AttachedServers> {
  const wantsDebug = options.wantsDebug ?? (() => false);
  const launcher = options.launcher ?? [];
  const warm = new WarmPacks(preload, launcher);
  const models = providerModels.filter(({ name }) => !Object.hasOwn(options.genuine ?? {}, name));
  const [language, ...providers] = await Promise.all([
    serveLanguageHost({ wantsDebug, warm, launcher }),
    ...models.map((model) =>
      serveProvider(model, {
        version: packageVersion(`@pulumi/${model.name}`, root),
        ...(options.backends?.[model.name] === undefined ? {} : { backend: options.backends[model.name] }),
        ...(options.nameSeed === undefined ? {} : { nameSeed: options.nameSeed }),
      }),
    ),
  ]);
  const ports = new Map(models.map((model, index) => [model.name, providers[index]?.port ?? 0]));
  return {
    ports: { language: language.port, providers: ports },
    warm: (packs, env) => {
      warm.begin(packs, { ...env, ...preloadVariables(wantsDebug()) });
      return () => {
        warm.discard();
      };
    },
    close: () => {
      for (const server of [language, ...providers]) server.close();
      stopAll();
    },
  };
}
