/** Stack settings by key, for instance `lifeboat:posture`; values as YAML gives them. */
export type Settings = Readonly<Record<string, unknown>>;

/** What a merge gives. */
export interface Merged {
  readonly settings: Settings;
  /** Keys that changed in the genuine file but keep the sandbox's own value. */
  readonly kept: readonly string[];
}

/**
 * Carries what changed in the genuine file into the sandbox's copy. A key whose value the sandbox has changed keeps it.
 * @param base the genuine settings as they were at the last merge
 * @param genuine the genuine settings now
 * @param own the sandbox's copy now
 */
export function mergeSettings(base: Settings, genuine: Settings, own: Settings): Merged {
  const settings: Record<string, unknown> = { ...own };
  const kept: string[] = [];
  for (const key of new Set([...Object.keys(base), ...Object.keys(genuine)])) {
    if (same(base[key], genuine[key])) continue;
    if (!same(own[key], base[key])) {
      if (!same(own[key], genuine[key])) kept.push(key);
    } else if (genuine[key] === undefined) Reflect.deleteProperty(settings, key);
    else settings[key] = genuine[key];
  }
  return { settings, kept };
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
