import { readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { type Document, isCollection, parseDocument } from "yaml";
import { placeholderReason } from "../infra/config/check/placeholders";
import type { Values } from "./answers";

/** Key of the file that is not one of its settings. */
const PROVIDER = "secretsprovider";

const place = (key: string): readonly string[] => (key === PROVIDER ? [key] : ["config", key]);

/** Secrets providers of the committed files. */
const isExampleProvider = (text: string): boolean => /^awskms:\/\/alias\/lifeboat\/pulumi-/.test(text);

/** Whether a value is one that only the committed files have. */
function isPlaceholder(key: string, value: unknown): boolean {
  if (Array.isArray(value)) return value.some((each) => isPlaceholder(key, each));
  if (typeof value !== "string" && typeof value !== "number") return false;
  if (key === PROVIDER) return isExampleProvider(String(value));
  const [, own] = /^lifeboat:(.+)$/.exec(key) ?? [];
  return own !== undefined && placeholderReason(own, String(value)) !== undefined;
}

/** Regions of the committed files, which are good values too: they hold until others are asked for. */
const isExampleRegion = (key: string, value: unknown): boolean =>
  /^(aws:region|lifeboat:(region|replicaRegion|primaryRegion))$/.test(key) &&
  (value === "us-east-1" || value === "us-west-2");

/** What became of a value that was asked for. */
export interface Outcome {
  readonly key: string;
  /** `kept`: the file has a value of its own, which stays. */
  readonly did: "set" | "unchanged" | "replaced" | "kept";
  /** The value that stays. */
  readonly own?: string;
}

const shown = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** A stack's file, whose comments and order stay. */
export class StackFile {
  private constructor(
    readonly file: string,
    private readonly document: Document,
  ) {}

  /** @throws Error where the file cannot be read, or is no YAML */
  static read(file: string): StackFile {
    const document = parseDocument(readFileSync(file, "utf8"));
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`${file}: ${error.message}`);
    return new StackFile(file, document);
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

  /** Whether it has a value of its own for a key. */
  has(key: string): boolean {
    if (key === PROVIDER && this.isBound) return true;
    const value = this.get(key);
    return value !== undefined && !isPlaceholder(key, value);
  }

  /** All settings, by key with its namespace. */
  get settings(): Readonly<Record<string, unknown>> {
    const config: unknown = this.document.toJS();
    const found = typeof config === "object" && config !== null && "config" in config ? config.config : {};
    return typeof found === "object" && found !== null ? { ...found } : {};
  }

  /**
   * Takes the values over.
   * @param replace whether a value of the file's own gives way to another
   */
  apply(values: Values, replace: boolean): readonly Outcome[] {
    return [...values].map(([key, value]): Outcome => {
      const old = this.get(key);
      if (isDeepStrictEqual(old, value)) return { key, did: "unchanged" };
      if (key === PROVIDER && this.isBound) return { key, did: "kept", own: shown(old) };
      const own = this.has(key) && !isExampleRegion(key, old);
      if (own && !replace) return { key, did: "kept", own: shown(old) };
      this.document.setIn(place(key), this.document.createNode(value));
      return own ? { key, did: "replaced", own: shown(old) } : { key, did: "set" };
    });
  }

  /** Writes it back. */
  save(): void {
    writeFileSync(this.file, this.document.toString({ lineWidth: 0 }));
  }
}
