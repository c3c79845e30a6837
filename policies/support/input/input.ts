import { plain, unknown, type Value } from "./value";

/** Thrown on reading a value that a preview cannot know; {@link attempt} turns it into an undecided finding. */
export class Undecided extends Error {
  /** @param path where the value stands, as `rules[0].status` */
  constructor(readonly path: string) {
    super(`${path} is not known yet`);
  }
}

/** What a reading gives, or where it met a value that is not known yet. */
export function reading<Result>(read: () => Result): Result | Undecided {
  try {
    return read();
  } catch (error) {
    if (error instanceof Undecided) return error;
    throw error;
  }
}

/**
 * One place in what a resource declares. Reading below or at an unknown value throws {@link Undecided}.
 *
 * Reads only what is required: the SDK decodes a resource anew for each rule, and a copy of all would double that.
 */
export class Input {
  constructor(
    private readonly raw: unknown,
    /** Where it stands, as `rules[0].status`; empty at the top. */
    readonly path: string = "",
  ) {}

  /** The value below, by names from the outside in. @throws Undecided when it is unknown what is there */
  at(...names: readonly string[]): Input {
    return names.reduce<Input>((here, name) => here.child(name), this);
  }

  private child(name: string | number): Input {
    const { known } = this;
    const path =
      typeof name === "number" ? `${this.path}[${name}]` : this.path === "" ? name : `${this.path}.${name}`;
    if (typeof known !== "object" || known === null) return new Input(undefined, path);
    if (Array.isArray(known) !== (typeof name === "number")) return new Input(undefined, path);
    try {
      return new Input(Reflect.get(known, name), path);
    } catch {
      // The SDK throws on reading what is not known, and ends the rule unless somebody catches it.
      return new Input(unknown, path);
    }
  }

  private get known(): unknown {
    if (this.raw === unknown) throw new Undecided(this.path === "" ? "inputs" : this.path);
    return this.raw;
  }

  /** A copy of the value, unknown parts and all; null where it is absent. @throws Undecided */
  get value(): Value {
    return plain(this.known);
  }

  /** True for a value that only `pulumi up` will know. */
  get isUnknown(): boolean {
    return this.raw === unknown;
  }

  /** True unless the value is absent or null. @throws Undecided */
  get isSet(): boolean {
    return this.known !== undefined && this.known !== null;
  }

  /**
   * True where something is given: not absent, nor an empty text or 0. Once a resource is made its provider tells so of
   * what nobody set.
   * @throws Undecided
   */
  get isGiven(): boolean {
    return this.isSet && this.known !== "" && this.known !== 0;
  }

  /** The text; undefined for anything else. @throws Undecided */
  get text(): string | undefined {
    return typeof this.known === "string" ? this.known : undefined;
  }

  /** The number; undefined for anything else. @throws Undecided */
  get number(): number | undefined {
    return typeof this.known === "number" ? this.known : undefined;
  }

  /** The boolean; undefined for anything else. @throws Undecided */
  get flag(): boolean | undefined {
    return typeof this.known === "boolean" ? this.known : undefined;
  }

  /** Members of a list; none for anything else. @throws Undecided for the list, not for a member */
  get items(): readonly Input[] {
    const { known } = this;
    return Array.isArray(known) ? Array.from({ length: known.length }, (_, index) => this.child(index)) : [];
  }

  /** Named values below; none for anything else. @throws Undecided for the map, not for a value */
  get entries(): readonly (readonly [string, Input])[] {
    const { known } = this;
    if (typeof known !== "object" || known === null || Array.isArray(known)) return [];
    return Object.keys(known).map((name) => [name, this.child(name)]);
  }

  /** The value as a message shows it; `absent` where there is none. @throws Undecided */
  get shown(): string {
    return this.isSet ? (this.text ?? JSON.stringify(this.value)) : "absent";
  }
}
