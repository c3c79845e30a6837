import { Undecided, type Input } from "../input/input";
import { isFields, isList, unknown, type Value } from "../input/value";
import { json } from "../input/finding";

/** One statement of a policy document, with single values as lists. */
export interface Statement {
  /** `statement <Sid>`, or else its position: `statement 1`. */
  readonly label: string;
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Kind and value of each principal; kind `*` for everybody. */
  readonly principals: readonly { readonly kind: string; readonly value: string }[];
  readonly hasNotPrincipal: boolean;
  /** Operator, key and values of each condition; operators and keys in lower case. */
  readonly conditions: readonly {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
  }[];
  /** The same without unknown actions, resources and principals, so that it allows at most as much. */
  readonly known: Statement;
}

/** A member of a document, single or in a list, as a list of texts. @throws Undecided if one is unknown */
function texts(value: Value | undefined, path: string): readonly string[] {
  return (isList(value) ? value : [value]).flatMap((item, index) => {
    if (item === unknown) throw new Undecided(isList(value) ? `${path}[${index}]` : path);
    return item === undefined || item === null || typeof item === "object" ? [] : [String(item)];
  });
}

/** Named members of a document. @throws Undecided if their names are unknown */
function entries(value: Value | undefined, path: string): readonly (readonly [string, Value | undefined])[] {
  if (value === unknown) throw new Undecided(path);
  return isFields(value) ? Object.entries(value) : [];
}

function conditions(given: Value | undefined, path: string): Statement["conditions"] {
  return entries(given, path).flatMap(([operator, keys]) =>
    entries(keys, `${path}.${operator}`).map(([key, values]) => ({
      operator: operator.toLowerCase(),
      key: key.toLowerCase(),
      get values() {
        return texts(values, `${path}.${operator}.${key}`);
      },
    })),
  );
}

function principals(given: Value | undefined, path: string): Statement["principals"] {
  if (given === "*") return [{ kind: "*", value: "*" }];
  return entries(given, path).flatMap(([kind, values]) =>
    texts(values, `${path}.${kind}`).map((value) => ({ kind, value })),
  );
}

/** The known part of a value. */
function knownOf(value: Value | undefined): Value | undefined {
  if (value === unknown) return undefined;
  if (isList(value)) return value.filter((item) => item !== unknown);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, knownOf(below)]));
}

/** A statement with the known part of these members. */
const withoutUnknown = (given: Value, members: readonly string[]): Value =>
  isFields(given)
    ? Object.fromEntries(
        Object.entries(given).map(([name, value]) => [name, members.includes(name) ? knownOf(value) : value]),
      )
    : given;

/** Members are read lazily, so that a rule is undecided only by what it reads. */
function statement(given: Value, index: number, path: string): Statement {
  const member = (name: string): Value | undefined => {
    if (given === unknown) throw new Undecided(path);
    return isFields(given) ? given[name] : undefined;
  };
  const listed = (name: string): readonly string[] => texts(member(name), `${path}.${name}`);
  const sid = isFields(given) ? given["Sid"] : undefined;
  return {
    label: `statement ${typeof sid === "string" ? sid : String(index + 1)}`,
    get allows() {
      return listed("Effect")[0] === "Allow";
    },
    get actions() {
      return listed("Action");
    },
    get notActions() {
      return listed("NotAction");
    },
    get resources() {
      return listed("Resource");
    },
    get notResources() {
      return listed("NotResource");
    },
    get principals() {
      return principals(member("Principal"), `${path}.Principal`);
    },
    get hasNotPrincipal() {
      return member("NotPrincipal") !== undefined;
    },
    get conditions() {
      return conditions(member("Condition"), `${path}.Condition`);
    },
    get known() {
      return statement(withoutUnknown(given, ["Action", "Resource", "Principal"]), index, path);
    },
  };
}

/**
 * Statements of a policy document, given as JSON text or as an object. Reading an unknown part of a
 * statement throws {@link Undecided}.
 * @throws Refused if the text is no policy document; Undecided if its statements are unknown
 */
export function statements(document: Input): readonly Statement[] {
  const { text } = document;
  const parsed =
    text === undefined ? document.value : json(text, document.path, "a policy document must be readable");
  if (!isFields(parsed)) return [];
  const given = parsed["Statement"];
  const path = `${document.path}.Statement`;
  if (given === unknown) throw new Undecided(path);
  return (isList(given) ? given : [given]).flatMap((one, index) =>
    isFields(one) || one === unknown
      ? [statement(one, index, isList(given) ? `${path}[${index}]` : path)]
      : [],
  );
}

/** Whether an IAM pattern, with `*` and `?`, matches the value; ignores case. */
export function covers(pattern: string, value: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${escaped}$`, "i").test(value);
}

/** Whether the statement allows the action on anything. */
export function allowsAction(one: Statement, action: string): boolean {
  if (!one.allows) return false;
  if (one.notActions.length > 0) return !one.notActions.some((pattern) => covers(pattern, action));
  return one.actions.some((pattern) => covers(pattern, action));
}

/** Whether the statement has a condition on the key with this operator, with at least one value and none that is `*`. */
export function hasCondition(one: Statement, key: string, operator: string): boolean {
  return one.conditions.some(
    (condition) =>
      condition.key === key.toLowerCase() &&
      condition.operator === operator.toLowerCase() &&
      condition.values.length > 0 &&
      condition.values.every((value) => value !== "*"),
  );
}
