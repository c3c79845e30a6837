import { Undecided, type Input } from "../input/input";
import { isFields, isList, unknown, type Value } from "../input/value";
import { json } from "../input/finding";

/** One statement of a policy document, with single values as lists. */
export interface Statement {
  /** `statement <Sid>`, else its place: `statement 1`. */
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
  /** The same without actions, resources and principals that are not known yet: it allows no more than the whole does. */
  readonly known: Statement;
}

/** A member of a document, single or in a list, as a list of texts. @throws Undecided when one is not known yet */
function texts(value: Value | undefined, path: string): readonly string[] {
  return (isList(value) ? value : [value]).flatMap((item, index) => {
    if (item === unknown) throw new Undecided(isList(value) ? `${path}[${index}]` : path);
    return item === undefined || item === null || typeof item === "object" ? [] : [String(item)];
  });
}

/** Named members of a document. @throws Undecided when it is not known yet which there are */
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

/** A value without what is not known of it. */
function knownOf(value: Value | undefined): Value | undefined {
  if (value === unknown) return undefined;
  if (isList(value)) return value.filter((item) => item !== unknown);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, knownOf(below)]));
}

/** A statement without what is not known of these members. */
const withoutUnknown = (given: Value, members: readonly string[]): Value =>
  isFields(given)
    ? Object.fromEntries(
        Object.entries(given).map(([name, value]) => [name, members.includes(name) ? knownOf(value) : value]),
      )
    : given;

/** Members are read when they are required: a rule is undecided by what it looks at, and by nothing else. */
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
 * Statements of a policy document, given as JSON text or as an object. Reading of a statement what is not known yet
 * throws {@link Undecided}.
 * @throws Refused when the text is no policy document; Undecided when its statements are not known yet
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

/** True where a pattern of IAM, with `*` and `?`, covers the value; case does not count. */
export function covers(pattern: string, value: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${escaped}$`, "i").test(value);
}

/** True where the statement allows the action on something. */
export function allowsAction(one: Statement, action: string): boolean {
  if (!one.allows) return false;
  if (one.notActions.length > 0) return !one.notActions.some((pattern) => covers(pattern, action));
  return one.actions.some((pattern) => covers(pattern, action));
}

/** True where the statement has a condition on the key by this operator, with a value at least and none that is `*`. */
export function hasCondition(one: Statement, key: string, operator: string): boolean {
  return one.conditions.some(
    (condition) =>
      condition.key === key.toLowerCase() &&
      condition.operator === operator.toLowerCase() &&
      condition.values.length > 0 &&
      condition.values.every((value) => value !== "*"),
  );
}
