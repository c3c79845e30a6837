import { secretLiterals, secretOfProgram, type Named } from "./program-text";
import { isSecretByName } from "./secret-name";
import { secretIn } from "./secret-shape";
import { secretsOfSettings } from "./setting-text";
import { isShellScript, secretsOfShell } from "./shell-word";
import { isFields, isList, plain, type Fields, type Value } from "../input/value";

/** Program files, in which an unquoted word after `password=` is a variable. */
const CODE = /\.(py|[cm]?[jt]s|jsx|tsx|rb|go|rs|java|kt|groovy|lua|php|pl|awk|jq|sql|tf|hcl|rego)$/i;
/** Prose files: as in a program only a literal is a value, but they may contain connection strings. */
const PROSE = /\.(tmpl|tpl|gotmpl|html?|md|txt)$/i;

/** A text, or a number as one; empty for anything else. */
const textOf = (value: Value | undefined): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** A name and a value in two members of an object, as in a container's `env`. */
function pair({ name, key, value }: Fields): readonly (readonly [string, string])[] {
  const given = name ?? key;
  return typeof given === "string" && typeof value === "string" ? [[given, value]] : [];
}

/** Named texts and numbers in a JSON document. */
function named(name: string, value: Value | undefined): readonly (readonly [string, string])[] {
  const text = textOf(value);
  if (isList(value)) return value.flatMap((item) => named(name, item));
  if (isFields(value))
    return [...pair(value), ...Object.entries(value).flatMap(([key, below]) => named(key, below))];
  return text === "" ? [] : [[name, text]];
}

/** Values of a Secret that is copied as a whole, as by `kubectl apply` into an annotation. */
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

/** A JSON document; undefined for any other text. */
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

/** Cache of findings by file: the same script is in a ConfigMap of each service, the same note on many resources. */
const known = new Map<string, readonly Named[]>();

/** Secrets in a file, by their names in it; or else by the file's name and its whole content. */
export function secretsOfText(key: string, text: string): readonly Named[] {
  const file = `${key}\n${text}`;
  const found = known.get(file) ?? searched(key, text);
  known.set(file, found);
  return found;
}
