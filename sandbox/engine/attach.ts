import type { Backend } from "../providers/backend";
import { serveProvider } from "../providers/provider-service";
import { providerModels, type ServedProvider } from "../providers/registry";
import type { AttachPorts } from "./environment";
import type { GenuineProviders } from "./home";
import { serveLanguageHost } from "./language-host";
import { packageVersion } from "./paths";
import { stopAll } from "./program-process";

/** What differs from the plain stand-ins. */
export interface AttachOptions {
  /** Real servers behind a provider, by its name. @default simulated */
  readonly backends?: Readonly<Record<string, Backend>>;
  /** Genuine providers in place of stand-ins; the engine starts them itself. @default none */
  readonly genuine?: GenuineProviders;
  /** Providers to stand in for. @default the repository's own, as the versions that it has installed */
  readonly providers?: readonly ServedProvider[];
  /** Fixes the random part of automatic names, so that two runs agree. @default random */
  readonly nameSeed?: string;
}

/** The repository's own providers. @param root folder whose node_modules give their versions */
export const ownProviders = (root: string): readonly ServedProvider[] =>
  providerModels.map((model) => ({ model, versions: [packageVersion(`@pulumi/${model.name}`, root)] }));

/** The running servers. */
export interface AttachedServers {
  readonly ports: AttachPorts;
  /** Ends the servers, and with them the programs they started. */
  close(): void;
}

/**
 * Serves every provider that is not genuine, and the language host where there is no genuine one, in this one process:
 * a process for each of them would cost half a second, and one more for every explicit provider of the program.
 * @param root folder whose node_modules give the providers' versions
 * @param hasLanguageHost whether the CLI has the genuine language host
 */
export async function serveAll(
  root: string,
  hasLanguageHost: boolean,
  options: AttachOptions = {},
): Promise<AttachedServers> {
  const language = hasLanguageHost ? undefined : await serveLanguageHost();
  const served = (options.providers ?? ownProviders(root)).filter(
    ({ model }) => !Object.hasOwn(options.genuine ?? {}, model.name),
  );
  const providers = await Promise.all(
    served.map(async ({ model, versions }) => {
      const listener = await serveProvider(model, {
        version: versions[0] ?? "0.0.0",
        ...(options.backends?.[model.name] === undefined ? {} : { backend: options.backends[model.name] }),
        ...(options.nameSeed === undefined ? {} : { nameSeed: options.nameSeed }),
      });
      return [model.name, listener] as const;
    }),
  );
  return {
    ports: {
      ...(language === undefined ? {} : { language: language.port }),
      providers: new Map(providers.map(([name, { port }]) => [name, port])),
    },
    close: () => {
      language?.close();
      for (const [, provider] of providers) provider.close();
      stopAll();
    },
  };
}
