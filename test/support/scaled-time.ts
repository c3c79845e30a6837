import type { AlertmanagerConfig, Route } from "../../infra/oncall/alertmanager";

const MILLISECONDS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration of one unit, such as `90s`. @throws Error for another notation */
function millisecondsOf(duration: string): number {
  const [, count = "", unit = ""] = /^(\d+)([smh])$/.exec(duration) ?? [];
  const each = MILLISECONDS[unit];
  if (each === undefined) throw new Error(`duration "${duration}": must be a number of s, m or h`);
  return Number(count) * each;
}

/** The duration, so many times as short: `1m` is `300ms` at 200. */
export function shortened(duration: string, times: number): string {
  return `${Math.ceil(millisecondsOf(duration) / times)}ms`;
}

/** Rules of which this needs to know no more than what it shortens. */
interface TimedGroup {
  readonly interval: string;
  readonly rules: readonly { readonly for?: string | undefined }[];
}

/** The same rules, judged so many times as often and waiting so many times as short; no expression is touched. */
export function shortenedGroups<Group extends TimedGroup>(groups: readonly Group[], times: number) {
  return groups.map((group) => ({
    ...group,
    interval: shortened(group.interval, times),
    rules: group.rules.map((rule) =>
      rule.for === undefined ? rule : { ...rule, for: shortened(rule.for, times) },
    ),
  }));
}

function shortenedRoute(route: Route, times: number): Route {
  const waits = (["group_wait", "group_interval", "repeat_interval"] as const).flatMap((name) => {
    const duration = route[name];
    return duration === undefined ? [] : [[name, shortened(duration, times)] as const];
  });
  const { routes } = route;
  return {
    ...route,
    ...Object.fromEntries(waits),
    ...(routes === undefined ? {} : { routes: routes.map((child) => shortenedRoute(child, times)) }),
  };
}

/** The same tree of routes, so many times as quick to gather and to repeat. */
export function shortenedRoutes(configuration: AlertmanagerConfig, times: number): AlertmanagerConfig {
  return { ...configuration, route: shortenedRoute(configuration.route, times) };
}
