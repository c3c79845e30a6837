import { reading, Undecided, type Input } from "./input";
import type { Subject } from "./subject";

const LIST = /^(kubernetes:.*:\w*)List$/;

/** Type token of an object in a list of any kinds, by its own `apiVersion` and `kind`. */
function typeOf(item: Input, fallback: string): string {
  const kind = reading(() => item.at("kind").text);
  const version = reading(() => item.at("apiVersion").text);
  if (typeof kind !== "string" || typeof version !== "string") return fallback;
  return `kubernetes:${version.includes("/") ? version : `core/${version}`}:${kind}`;
}

/** The objects of a Kubernetes list, `DeploymentList`, each with the list's name; any other resource as it is. */
export function expanded(subject: Subject): readonly Subject[] {
  const [, token] = LIST.exec(subject.type) ?? [];
  if (token === undefined) return [subject];
  const items = reading(() => subject.inputs.at("items").items);
  if (items instanceof Undecided) return [subject];
  return items.map((inputs) => ({ ...subject, type: typeOf(inputs, token), inputs, madeFrom: () => [] }));
}
