import ts from "typescript";
import type { PropertyMap, Value } from "../value";
import type { DeclaredProperty, PackageDeclarations } from "./declarations";

/** Makes values of the declared types. */
export interface ValueMaker {
  readonly declarations: PackageDeclarations;
  /** Hexadecimal text, always the same for the same label. */
  hex(label: string, length: number): string;
  /** What the values are of, as the begin of names. */
  readonly stem: string;
}

/** Types within types, deeper than which nothing is made: some hold themselves. */
const DEEPEST = 5;
/** Texts in a list: subnets and zones are taken by their place. */
const TEXTS = 3;

/** How texts look by the end of their property's name, so that a program that takes one apart finds its parts. */
const FORMS: readonly (readonly [RegExp, (name: string, hex: string) => string])[] = [
  [/arn$/i, (name, hex) => `arn:aws:sandbox:us-east-1:123456789012:${name}/${hex.slice(0, 12)}`],
  [/(url|uri)$/i, (name, hex) => `https://${name}-${hex.slice(0, 7)}.sandbox.internal`],
  [
    /(endpoint|hostname|host|fqdn|dns|domain|dnsName|domainName|address)$/i,
    (name, hex) => `${name}-${hex.slice(0, 7)}.sandbox.internal`,
  ],
  [/(^ip|Ip|IP|ipAddress|ipv4Address)$/, (_, hex) => `192.0.2.${1 + (parseInt(hex.slice(0, 2), 16) % 254)}`],
  [/cidr(Block)?s?$/i, (_, hex) => `10.${parseInt(hex.slice(0, 2), 16)}.0.0/16`],
  [/(date|time|createdAt|updatedAt)$/i, () => "2026-01-01T00:00:00Z"],
  [/json$|policy$/i, () => "{}"],
];

function textOf(label: string, maker: ValueMaker): string {
  const hex = maker.hex(label, 32);
  const stem = maker.stem.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  const name = /^[^.[]+$/.test(label) ? label : (label.split(".").at(-1) ?? label);
  const form = FORMS.find(([end]) => end.test(name.replace(/\[\d+\]$/, "")));
  return form === undefined ? `${stem}-${hex.slice(0, 7)}` : form[1](stem, hex);
}

const dotted = (name: ts.EntityName): readonly string[] =>
  ts.isIdentifier(name) ? [name.text] : [...dotted(name.left), name.right.text];

/** A value of a type; undefined where it may be missing, or where nothing is known of it. */
function valueOf(
  type: ts.TypeNode | undefined,
  label: string,
  maker: ValueMaker,
  depth: number,
): Value | undefined {
  if (type === undefined || depth > DEEPEST) return undefined;
  if (ts.isParenthesizedTypeNode(type)) return valueOf(type.type, label, maker, depth);
  if (ts.isArrayTypeNode(type)) {
    const count = type.elementType.kind === ts.SyntaxKind.StringKeyword ? TEXTS : 1;
    const all = Array.from({ length: count }, (_, index) =>
      valueOf(type.elementType, `${label}[${index}]`, maker, depth + 1),
    );
    return all.filter((value) => value !== undefined);
  }
  if (ts.isUnionTypeNode(type)) {
    const isOptional = type.types.some(({ kind }) => kind === ts.SyntaxKind.UndefinedKeyword);
    return isOptional ? undefined : valueOf(type.types[0], label, maker, depth);
  }
  if (ts.isLiteralTypeNode(type)) return ts.isStringLiteral(type.literal) ? type.literal.text : undefined;
  if (ts.isTypeLiteralNode(type)) return {};
  if (ts.isTypeReferenceNode(type)) return referenced(type, label, maker, depth);
  if (type.kind === ts.SyntaxKind.StringKeyword) return textOf(label, maker);
  if (type.kind === ts.SyntaxKind.NumberKeyword) return 1;
  return type.kind === ts.SyntaxKind.BooleanKeyword ? false : undefined;
}

function referenced(
  type: ts.TypeReferenceNode,
  label: string,
  maker: ValueMaker,
  depth: number,
): Value | undefined {
  const [first = "", ...rest] = dotted(type.typeName);
  const last = rest.at(-1) ?? first;
  if (last === "Output" || last === "Promise") return valueOf(type.typeArguments?.[0], label, maker, depth);
  if (last === "Record") return {};
  if (first === "enums") return textOf(label, maker);
  if (first !== "outputs") return undefined;
  const properties = maker.declarations.outputType(rest);
  return properties === undefined ? undefined : standIns(properties, maker, `${label}.`, depth + 1);
}

/**
 * A value of each property that is always there, made up: the same for the same label. A list has one entry, of texts three.
 * @param prefix what is before the properties' names in labels
 */
export function standIns(
  properties: readonly DeclaredProperty[],
  maker: ValueMaker,
  prefix = "",
  depth = 0,
): PropertyMap {
  return Object.fromEntries(
    properties.flatMap(({ name, type }) => {
      const value = valueOf(type, `${prefix}${name}`, maker, depth);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
