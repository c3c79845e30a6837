import { createHash } from "node:crypto";
import type { InvokeFunction, ProviderModel, ResourceContext, ResourceKind } from "../model";
import type { PropertyMap } from "../value";
import type { DeclaredResource, PackageDeclarations } from "./declarations";
import { knownFunctions } from "./known-functions";
import { replacing } from "./replacing";
import { standIns } from "./stand-in-values";

/** What a provider was asked that it does not know: for the report. */
export interface Guesses {
  /** Functions that were answered with stand-in values, by token. */
  readonly functions: Set<string>;
  /** Types that no declarations are found of. */
  readonly undeclared: Set<string>;
}

export const newGuesses = (): Guesses => ({ functions: new Set(), undeclared: new Set() });

const withoutGiven = (values: PropertyMap, inputs: PropertyMap): PropertyMap =>
  Object.fromEntries(Object.entries(values).filter(([name]) => (inputs[name] ?? null) === null));

function kindOf(
  type: string,
  known: ResourceKind | undefined,
  declared: DeclaredResource | undefined,
  declarations: PackageDeclarations,
): ResourceKind {
  const made = (inputs: PropertyMap, context: ResourceContext): PropertyMap =>
    declared === undefined
      ? {}
      : withoutGiven(
          standIns(declared.outputs, {
            declarations,
            hex: (label, length) => context.hex(label, length),
            stem: context.name,
          }),
          inputs,
        );
  const member = type.split(":").at(-1) ?? type;
  const isGuess = known === undefined || known.isGuess === true;
  return {
    id: (_inputs, context) => `${member.toLowerCase()}-${context.hex("id", 17)}`,
    ...known,
    isGuess,
    ...(isGuess
      ? {
          replace: [
            ...new Set([...(known?.replace ?? []), ...(declared?.replace ?? []), ...replacing(type)]),
          ],
        }
      : {}),
    outputs: (inputs, context, id) => ({
      ...made(inputs, context),
      ...known?.outputs?.(inputs, context, id),
    }),
  };
}

/**
 * A provider of which only the npm package is here: inputs are its outputs, what it computes has made-up values of the types
 * that the package declares, and what replaces is what its documentation says. What a stand-in knows goes before that.
 * @param name as type tokens begin
 * @param own the stand-in for it, if there is one
 * @param guesses takes what is not known
 */
export function declaredModel(
  name: string,
  declarations: PackageDeclarations,
  own: ProviderModel | undefined,
  guesses: Guesses,
): ProviderModel {
  const kinds = new Map<string, ResourceKind>();
  const functionOf = (token: string): InvokeFunction | undefined => {
    const known = knownFunctions[token];
    if (known !== undefined) return known;
    const result = declarations.result(token);
    if (result === undefined) return undefined;
    return (args) => {
      guesses.functions.add(token);
      const asked = createHash("sha256").update(`${token} ${JSON.stringify(args)}`);
      const seed = asked.digest("hex");
      const hex = (label: string, length: number): string =>
        createHash("sha256").update(`${seed} ${label}`).digest("hex").slice(0, length);
      const stem = (token.split(":").at(-1) ?? token).replace(/^get/, "");
      return { ...standIns(result, { declarations, hex, stem }), ...args };
    };
  };
  return {
    name,
    tokenShape: `${name}:<module>:<Type>`,
    replaceConfig: [],
    functions: {},
    ...own,
    kind(type) {
      if (!type.startsWith(`${name}:`)) return undefined;
      const found = kinds.get(type);
      if (found !== undefined) return found;
      const declared = declarations.resource(type);
      const known = own?.kind(type);
      if (declared === undefined && known === undefined) guesses.undeclared.add(type);
      const made = kindOf(type, known, declared, declarations);
      kinds.set(type, made);
      return made;
    },
    otherFunction: functionOf,
  };
}

/** Words for what an account would have to say. */
const ACCOUNT =
  "Remedy: preview this stack with its account, by `pulumi preview`; or keep such resources in a project of their own.";

/** A provider whose resources are code of the program: it would act on real things. */
export const dynamicProvider: ProviderModel = {
  name: "pulumi-nodejs",
  tokenShape: "pulumi-nodejs:dynamic:Resource",
  replaceConfig: [],
  kind: () => undefined,
  functions: {},
  refusal: `belongs to a dynamic provider, whose code would reach what it manages. The review does not run it. ${ACCOUNT}`,
};
