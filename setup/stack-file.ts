import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { type Document, isCollection, isMap, isScalar, parseDocument, Scalar, visit } from "yaml";
import { placeholderReason } from "../infra/config/check/placeholders";
import { schema } from "../infra/config/schema";
import type { Values } from "./answers";

/** Key of the file that is not one of its settings. */
const PROVIDER = "secretsprovider";

const NAMESPACE = /^lifeboat:(.+)$/;

const place = (key: string): readonly string[] => (key === PROVIDER ? [key] : ["config", key]);

/** Secrets providers of the committed files. */
const isExampleProvider = (text: string): boolean => /^awskms:\/\/alias\/lifeboat\/pulumi-/.test(text);

/** Whether a value is one that only the committed files have. */
function isPlaceholder(key: string, value: unknown): boolean {
  if (Array.isArray(value)) return value.some((each) => isPlaceholder(key, each));
  if (typeof value !== "string" && typeof value !== "number") return false;
  if (key === PROVIDER) return isExampleProvider(String(value));
  const [, own] = NAMESPACE.exec(key) ?? [];
  return own !== undefined && placeholderReason(own, String(value)) !== undefined;
}

/** Whether the program would take a value, such as an account with its leading zero. */
function isValid(key: string, value: unknown): boolean {
  const [, own] = NAMESPACE.exec(key) ?? [];
  const shape = Object.entries(schema.shape).find(([name]) => name === own)?.[1];
  return shape?.safeParse(value).success !== false;
}

/** Regions of the committed files, which are good values too: they hold until others are asked for. */
const isExampleRegion = (key: string, value: unknown): boolean =>
  /^(aws:region|lifeboat:(region|replicaRegion|primaryRegion))$/.test(key) &&
  (value === "us-east-1" || value === "us-west-2");

/** Texts that one reader of YAML or another takes for something else: numbers, dates, yes and no. */
const isAmbiguous = (text: string): boolean =>
  !/^[a-z]/i.test(text) || /^(y|n|yes|no|on|off|true|false|null|inf|nan)$/i.test(text);

/** What became of a value that was asked for. */
export interface Outcome {
  readonly key: string;
  /** `kept`: the file has a value of its own, which stays. */
  readonly did: "set" | "unchanged" | "replaced" | "kept";
  /** The value that stays, or that was replaced. */
  readonly own?: string;
}

const shown = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** A stack's file, whose comments and order stay. */
export class StackFile {
  private constructor(
    readonly file: string,
    private readonly document: Document,
    private readonly lineEnd: string,
  ) {}

  /** @throws Error where the file cannot be read, or is no stack's */
  static read(file: string): StackFile {
    const text = readFileSync(file, "utf8");
    const document = parseDocument(text);
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`${file}: ${error.message}`);
    if (!isMap(document.contents)) throw new Error(`${file}: must be a map with the key config`);
    if (!isMap(document.get("config"))) document.set("config", document.createNode({}));
    return new StackFile(file, document, text.includes("\r\n") ? "\r\n" : "\n");
  }

  /** Whether secrets are encrypted already: then the CLI alone can change their provider. */
  private get isBound(): boolean {
    return ["encryptionsalt", "encryptedkey"].some((key) => this.document.has(key));
  }

  /** The value at a key, as plain data. */
  get(key: string): unknown {
    // The CLI leaves its default out.
    if (key === PROVIDER && this.isBound) return this.document.get(PROVIDER) ?? "passphrase";
    const node: unknown = this.document.getIn(place(key), true);
    return isCollection(node) ? node.toJS(this.document) : this.document.getIn(place(key));
  }

  /** Whether it has a value of its own for a key, which the program would take. */
  has(key: string): boolean {
    if (key === PROVIDER && this.isBound) return true;
    const value = this.get(key);
    return value !== undefined && !isPlaceholder(key, value) && isValid(key, value);
  }

  /** All settings, by key with its namespace. */
  get settings(): Readonly<Record<string, unknown>> {
    const config: unknown = this.document.toJS();
    const found = typeof config === "object" && config !== null && "config" in config ? config.config : {};
    return typeof found === "object" && found !== null ? { ...found } : {};
  }

  /**
   * Takes the values over, not yet into the file.
   * @param replace whether a value of the file's own gives way to another
   */
  apply(values: Values, replace: boolean): readonly Outcome[] {
    return [...values].map(([key, value]): Outcome => {
      const old = this.get(key);
      if (isDeepStrictEqual(old, value)) return { key, did: "unchanged" };
      // A provider that encrypts nothing yet may be another one.
      const own = key === PROVIDER ? this.isBound : this.has(key) && !isExampleRegion(key, old);
      if (own && (!replace || key === PROVIDER)) return { key, did: "kept", own: shown(old) };
      this.set(key, value);
      return own ? { key, did: "replaced", own: shown(old) } : { key, did: "set" };
    });
  }

  private set(key: string, value: unknown): void {
    const node = this.document.createNode(value);
    visit(node, {
      Scalar: (_key, scalar) => {
        if (typeof scalar.value === "string" && isAmbiguous(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
      },
    });
    const before: unknown = this.document.getIn(place(key), true);
    // In place, so that an anchor and a comment on the line stay.
    if (isScalar(before) && isScalar(node)) {
      before.value = node.value;
      if (node.type === undefined) delete before.type;
      else before.type = node.type;
    } else this.document.setIn(place(key), node);
  }

  /** The file's new text. @throws Error where its anchors do not allow the change */
  get text(): string {
    try {
      return this.document.toString({ lineWidth: 0 }).replaceAll("\n", this.lineEnd);
    } catch (error) {
      throw new Error(`${this.file}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }

  /** Writes it back, whole or not at all. */
  save(): void {
    const next = `${this.file}.new`;
    writeFileSync(next, this.text);
    renameSync(next, this.file);
  }
}
