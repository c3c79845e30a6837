import { isDeepStrictEqual } from "node:util";
import { services } from "../infra/catalog";
import { keys as schemaKeys, schema, factsOf } from "../infra/config/schema";
import type { Given, Syntax } from "../sandbox/engine/command-line";

/** The stacks of a pair, by the role of each environment. */
export const STACKS = ["prod", "dr"] as const;
export type Stack = (typeof STACKS)[number];

/** A value of a stack's file: a key with its namespace, or the file's own `secretsprovider`. */
export type Values = ReadonlyMap<string, unknown>;

/** A question about the pair of stacks. */
interface Question {
  /** Option that answers it on prod, or on both stacks. */
  readonly option: string;
  /** Option that answers it on dr. @default that of prod */
  readonly onDr?: string;
  /** What is asked for, as a person reads it. */
  readonly what: string;
  /** Keys that the answer sets on a stack. */
  readonly keys: readonly string[];
  /** Key of a list that has the answer alone. */
  readonly listKey?: string;
  /** Key of each stack that has the answer for the other one. */
  readonly peerKey?: Readonly<Record<Stack, string>>;
  /** What is wrong with a text, beyond what the schema says. */
  readonly problem?: (text: string) => string | undefined;
  /** Whether both stacks must differ in it; without an option for dr they must not. @default false */
  readonly differs?: boolean;
  /** The value of a text. @default the text */
  readonly value?: (text: string) => unknown;
  /** Whether the stacks cannot be declared without it. @default true */
  readonly needed?: boolean;
}

const list = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(",")
      .map((each) => each.trim())
      .filter((each) => each !== ""),
  ),
];

const known = services.map(({ id }) => id);

/** What is wrong with a list of services. */
function servicesProblem(text: string): string | undefined {
  const ids = list(text);
  const strange = ids.filter((id) => !known.includes(id));
  return ids.length === 0 || strange.length > 0 ? `must be of ${known.join(", ")}` : undefined;
}

/** What is asked, in this order. */
const QUESTIONS: readonly Question[] = [
  {
    option: "--secrets-provider",
    onDr: "--dr-secrets-provider",
    what: "secrets provider, such as awskms://alias/<alias>?region=<region>",
    keys: ["secretsprovider"],
  },
  {
    option: "--context",
    onDr: "--dr-context",
    what: "context of kubectl",
    keys: ["kubernetes:context"],
    differs: true,
  },
  {
    option: "--region",
    onDr: "--dr-region",
    what: "AWS region",
    keys: ["aws:region", "lifeboat:region"],
    differs: true,
    peerKey: { prod: "lifeboat:replicaRegion", dr: "lifeboat:primaryRegion" },
  },
  {
    option: "--account",
    what: "AWS account of both",
    keys: ["lifeboat:accountId"],
    listKey: "aws:allowedAccountIds",
  },
  {
    option: "--issuer",
    onDr: "--dr-issuer",
    what: "OIDC issuer of the cluster",
    keys: ["lifeboat:oidcProvider"],
  },
  {
    option: "--services",
    what: "services, with commas between",
    keys: ["lifeboat:services"],
    value: list,
    problem: servicesProblem,
    needed: false,
  },
  { option: "--suffix", what: "suffix of bucket names", keys: ["lifeboat:bucketSuffix"] },
  { option: "--runbooks", what: "URL of your docs/runbook", keys: ["lifeboat:runbookUrl"] },
  {
    option: "--recipients",
    what: "age recipients, with commas between",
    keys: ["lifeboat:ageRecipients"],
    value: list,
  },
  { option: "--job-image", what: "image of the jobs, by digest", keys: ["lifeboat:jobImage"] },
  {
    option: "--ingress",
    onDr: "--dr-ingress",
    what: "host name of the ingress's load balancer",
    keys: ["lifeboat:ingressHost"],
  },
];

/** What is wrong with a text for a key, as the end of `--option value: `. */
function problem({ keys, value, problem: own }: Question, text: string): string | undefined {
  const wrong = own?.(text);
  if (wrong !== undefined) return wrong;
  for (const key of keys) {
    const own = key.replace("lifeboat:", "");
    if (!schemaKeys.includes(own)) continue;
    const shape = Object.entries(schema.shape).find(([name]) => name === own)?.[1];
    if (shape?.safeParse(value?.(text) ?? text).success === false) return `must ${factsOf(own).limit}`;
  }
  return undefined;
}

/** Options with an answer, for the command line. */
export const answerOptions: NonNullable<Syntax["values"]> = Object.fromEntries(
  QUESTIONS.flatMap((question) =>
    [question.option, ...(question.onDr === undefined ? [] : [question.onDr])].map((option) => [
      option,
      { problem: (text: string) => problem(question, text) },
    ]),
  ),
);

const optionOn = ({ option, onDr }: Question, stack: Stack): string =>
  stack === "dr" ? (onDr ?? option) : option;

const peer: Readonly<Record<Stack, Stack>> = { prod: "dr", dr: "prod" };

/** What answers set on a stack: its own, and what names the other stack. */
function valuesOf(
  question: Question,
  stack: Stack,
  given: Pick<Given, "values">,
): readonly [string, unknown][] {
  const answer = (of: Stack): unknown => {
    const text = given.values.get(optionOn(question, of));
    return text === undefined ? undefined : (question.value?.(text) ?? text);
  };
  const [own, other] = [answer(stack), answer(peer[stack])];
  const peerKey = question.peerKey?.[stack];
  return [
    ...(own === undefined ? [] : question.keys.map((key): [string, unknown] => [key, own])),
    ...(own === undefined || question.listKey === undefined
      ? []
      : [[question.listKey, [own]] as [string, unknown]]),
    ...(other === undefined || peerKey === undefined ? [] : [[peerKey, other] as [string, unknown]]),
  ];
}

/** The values of a stack's file that the answers give. */
export const answeredValues = (given: Pick<Given, "values">, stack: Stack): Values =>
  new Map(QUESTIONS.flatMap((question) => valuesOf(question, stack, given)));

/** A question that has no answer yet. */
export interface Open {
  readonly option: string;
  readonly what: string;
  readonly problem: (text: string) => string | undefined;
}

/**
 * What must still be answered: needed, not given, and not in the file of the stack.
 * @param has whether a stack's file has a value of its own for a key
 */
export function openQuestions(
  given: Pick<Given, "values">,
  has: (stack: Stack, key: string) => boolean,
): readonly Open[] {
  const open = QUESTIONS.filter(({ needed = true }) => needed).flatMap((question) =>
    STACKS.filter(
      (stack) =>
        !given.values.has(optionOn(question, stack)) && question.keys.some((key) => !has(stack, key)),
    ).map((stack) => ({
      option: optionOn(question, stack),
      what: question.onDr === undefined ? question.what : `${question.what} of ${stack}`,
      problem: (text: string) => problem(question, text),
    })),
  );
  return open.filter(({ option }, index) => open.findIndex((each) => each.option === option) === index);
}

/**
 * What is wrong with two stacks together.
 * @param of the value of a key that a stack would have
 */
export function pairProblems(of: (stack: Stack, key: string) => unknown): readonly string[] {
  return QUESTIONS.filter(({ onDr, differs }) => onDr === undefined || differs === true).flatMap(
    ({ keys: [key = ""], differs = false }) => {
      const [prod, dr] = [of("prod", key), of("dr", key)];
      if (isDeepStrictEqual(prod, dr) !== differs || (differs && prod === undefined)) return [];
      return [
        differs
          ? `${key}: ${JSON.stringify(prod)} on both stacks; must be another one on each`
          : `${key}: ${JSON.stringify(prod)} on prod, ${JSON.stringify(dr)} on dr; must be the same on both`,
      ];
    },
  );
}
