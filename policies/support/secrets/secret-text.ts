import { secretLiterals, secretOfProgram, type Named } from "./program-text";
import { isSecretByName } from "./secret-name";
import { secretIn } from "./secret-shape";
import { secretsOfSettings } from "./setting-text";
import { isShellScript, secretsOfShell } from "./shell-word";
import { isFields, isList, plain, type Fields, type Value } from "../input/value";

/** Files of programs: what follows `password=` there is a variable, unless it is in quotes. */
const CODE = /\.(py|[cm]?[jt]s|jsx|tsx|rb|go|rs|java|kt|groovy|lua|php|pl|awk|jq|sql|tf|hcl|rego)$/i;
/** Files of prose: as in a program only a literal is a value, but a connection string may be there in clear. */
const PROSE = /\.(tmpl|tpl|gotmpl|html?|md|txt)$/i;

/** A text, or a number as one; empty for anything else. */
const textOf = (value: Value | undefined): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** What an object names in one member and values in another, as a container's `env` does. */
function pair({ name, key, value }: Fields): readonly (readonly [string, string])[] {
  const given = name ?? key;
  return typeof given === "string" && typeof value === "string" ? [[given, value]] : [];
}

/** Named texts and numbers inside a document of JSON. */
function named(name: string, value: Value | undefined): readonly (readonly [string, string])[] {
  const text = textOf(value);
  if (isList(value)) return value.flatMap((item) => named(name, item));
  if (isFields(value))
    return [...pair(value), ...Object.entries(value).flatMap(([key, below]) => named(key, below))];
  return text === "" ? [] : [[name, text]];
}

/** What a Secret holds that was written down whole, as `kubectl apply` does in an annotation. */
function ofSecret(document: Value): readonly string[] {
  if (!isFields(document) || document.kind !== "Secret") return [];
  const { data, stringData } = document;
  const held = { ...(isFields(data) ? data : {}), ...(isFields(stringData) ? stringData : {}) };
  return Object.keys(held).filter((name) => isSecretByName("password", textOf(held[name])));
}

function* secretsOfJson(key: string, document: Value): Iterable<Named> {
  const held = ofSecret(document);
  yield* held.map((name) => ({ name, why: "is of a Secret" }));
  for (const [name, value] of named(key, document)) {
    const why = held.includes(name) ? undefined : secretIn(name, value);
    if (why !== undefined) yield { name: name === key ? "" : name, why };
  }
}

/** A document of JSON; undefined for another text. */
function document(text: string): Value | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return plain(parsed);
  } catch {
    return undefined;
  }
}

const isProgram = (key: string, text: string): boolean => CODE.test(key) || text.startsWith("#!");

function secretsInside(key: string, text: string): Iterable<Named> {
  if (isShellScript(key, text)) return secretsOfShell(text);
  return isProgram(key, text) || PROSE.test(key) ? secretLiterals(text) : secretsOfSettings(key, text);
}

function searched(key: string, text: string): readonly Named[] {
  const json = document(text);
  if (json !== undefined) return [...secretsOfJson(key, json)];
  const found = [...secretsInside(key, text)];
  if (found.length > 0) return found;
  const why =
    isProgram(key, text) && !isShellScript(key, text) ? secretOfProgram(key, text) : secretIn(key, text);
  return why === undefined ? [] : [{ name: "", why }];
}

/** What was found in each file so far: the same script is in one ConfigMap of each service, the same note on many resources. */
const known = new Map<string, readonly Named[]>();

/** Secrets in a file, by their names in it; where none has one there, by the file's own name and the whole of it. */
export function secretsOfText(key: string, text: string): readonly Named[] {
  const file = `${key}\n${text}`;
  const found = known.get(file) ?? searched(key, text);
  known.set(file, found);
  return found;
}
