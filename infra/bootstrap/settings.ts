import { allConfig } from "@pulumi/pulumi/runtime";
import { placeholderReason } from "../config/check/placeholders";
import { refusal } from "../config/refusal";
import { problemsOf, type Problem } from "../problem";
import { logBucketName, stateSides } from "./names";
import { facts, schema, type Key, type Settings } from "./schema";

const NAMESPACE = "lifeboat-bootstrap:";
const COMMAND = "pulumi -C infra/bootstrap config";

type AllConfig = Readonly<Record<string, string>>;

const isKey = (name: string): name is Key => Object.hasOwn(facts, name);
const onAccount = (change: string): string => `${COMMAND} ${change} --stack account`;

const shown = (value: unknown): string => (value === undefined ? "(missing)" : JSON.stringify(value));

/** A value as the engine passes it: structures, numbers and switches as JSON, all else as text. */
function plain(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const problem = (key: string, value: unknown, limit?: string, change?: string): Problem => ({
  thing: `config ${NAMESPACE}${key}`,
  value: shown(value),
  limit: limit ?? (isKey(key) ? facts[key].limit : `be one of ${Object.keys(facts).join(", ")}`),
  remedy: onAccount(change ?? (isKey(key) ? facts[key].set : `rm ${NAMESPACE}${key}`)),
});

/** Problems of each key by itself. */
function keyProblems(values: Readonly<Record<string, unknown>>): readonly Problem[] {
  const { error } = schema.safeParse(values);
  const keys = (error?.issues ?? []).flatMap((issue) =>
    issue.path.length === 0 && issue.code === "unrecognized_keys" ? issue.keys : [String(issue.path[0])],
  );
  return [...new Set(keys)].map((key) => problem(key, values[key]));
}

/** Examples that nobody can use. */
function placeholderProblems(values: Readonly<Record<string, unknown>>): readonly Problem[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const texts = JSON.stringify(value).match(/(?<=")[^"]+(?=")|^[^"[{]+$/g) ?? [];
    const reason = texts.map((text) => placeholderReason(key, text)).find((found) => found !== undefined);
    return reason === undefined ? [] : [problem(key, value, `be your own: ${reason}`)];
  });
}

/** Where the provider works: the state's region and this account alone. */
function providerProblems(all: AllConfig, { accountId, standbyRegion }: Readonly<Record<string, unknown>>) {
  const accounts = all["aws:allowedAccountIds"];
  const region = all["aws:region"];
  const own = typeof accountId === "string" && accounts === JSON.stringify([accountId]);
  return [
    ...(own
      ? []
      : [
          {
            thing: "config aws:allowedAccountIds",
            value: shown(accounts),
            limit: `be a list of ${NAMESPACE}accountId alone: the provider refuses the credentials of any other`,
            remedy: onAccount(
              `set aws:allowedAccountIds '["${typeof accountId === "string" ? accountId : "<account>"}"]'`,
            ),
          },
        ]),
    ...(region === undefined || region !== standbyRegion
      ? [
          {
            thing: "config aws:region",
            value: shown(region),
            limit: `be ${NAMESPACE}standbyRegion`,
            remedy: onAccount(
              `set aws:region ${typeof standbyRegion === "string" ? standbyRegion : "<region of dr>"}`,
            ),
          },
        ]
      : []),
  ];
}

/** Problems of values together. */
function togetherProblems(settings: Settings): readonly Problem[] {
  const { primaryRegion, standbyRegion, operators, databaseAccess } = settings;
  const regions = [primaryRegion, standbyRegion];
  return [
    ...(primaryRegion === standbyRegion
      ? [
          problem(
            "standbyRegion",
            standbyRegion,
            "be another region than primaryRegion: both would be lost together",
          ),
        ]
      : problemsOf(() => [
          stateSides(settings),
          ...regions.map((region) => logBucketName(region, settings)),
        ])),
    ...(operators !== undefined && operators.users.length + operators.permissionSets.length === 0
      ? [problem("operators", operators)]
      : []),
    ...databaseAccess.flatMap((way, index) =>
      regions.includes(way.region)
        ? []
        : [
            problem(
              "databaseAccess",
              way.region,
              `have region ${regions.join(" or ")}`,
              `set --path '${NAMESPACE}databaseAccess[${index}].region' <${regions.join("|")}>`,
            ),
          ],
    ),
  ];
}

/**
 * Reads config as the engine passes it.
 * @returns what is wrong, all at once; or the settings
 */
export function parseSettings(
  all: AllConfig,
): { readonly problems: readonly Problem[] } | { readonly settings: Settings } {
  const values = Object.fromEntries(
    Object.entries(all).flatMap(([key, text]) =>
      key.startsWith(NAMESPACE) ? [[key.slice(NAMESPACE.length), plain(text)] as const] : [],
    ),
  );
  const parsed = schema.safeParse(values);
  const problems = [
    ...keyProblems(values),
    ...placeholderProblems(values),
    ...providerProblems(all, values),
    ...(parsed.success ? togetherProblems(parsed.data) : []),
  ];
  return parsed.success && problems.length === 0 ? { settings: parsed.data } : { problems };
}

/** The stack's settings. @throws pulumi.RunError with every problem and its remedy */
export function readSettings(): Settings {
  const read = parseSettings(allConfig());
  if ("problems" in read) throw refusal(read.problems);
  return read.settings;
}
