import { createRequire } from "node:module";

/** Loads CommonJS modules. */
export type Load = (name: string) => unknown;

/**
 * Gives what `use` loads anew of the modules whose file holds `part`, and then puts back those that were there: test
 * files share a worker's modules, and two copies of one library do not take each other's objects.
 */
export function withFresh<Loaded>(part: string, use: (load: Load) => Loaded): Loaded {
  const load = createRequire(__filename);
  const { cache } = load;
  const own = (): string[] => Object.keys(cache).filter((name) => name.includes(part));
  const kept = own().map((name) => [name, cache[name]] as const);
  const forget = (): void => {
    for (const name of own()) Reflect.deleteProperty(cache, name);
  };
  forget();
  try {
    return use(load);
  } finally {
    forget();
    for (const [name, module] of kept) cache[name] = module;
  }
}
