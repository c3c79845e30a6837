import { plain, unknown, type Value } from "./value";

/** Thrown on reading a value that is unknown at preview; {@link attempt} turns it into an undecided finding. */
export class Undecided extends Error {
  /** @param path path of the value, such as `rules[0].status` */
  constructor(readonly path: string) {
    super(`${path} is not known yet`);
  }
}

/** The result of a reading, or the unknown value that it met. */
export function reading<Result>(read: () => Result): Result | Undecided {
  try {
    return read();
  } catch (error) {
    if (error instanceof Undecided) return error;
    throw error;
  }
}

/**
 * One path in a resource's declaration. Reading below or at an unknown value throws {@link Undecided}.
 *
 * It reads lazily: the SDK decodes a resource again for each rule, and a full copy would double that cost.
 */
export class Input {
  constructor(
    private readonly raw: unknown,
    /** The path, such as `rules[0].status`; empty at the top. */
    readonly path: string = "",
  ) {}

  /** The value below, by names from the outside in. @throws Undecided if it is unknown */
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
      // The SDK throws on reading an unknown value, which ends the rule unless it is caught.
      return new Input(unknown, path);
    }
  }

  private get known(): unknown {
    if (this.raw === unknown) throw new Undecided(this.path === "" ? "inputs" : this.path);
    return this.raw;
  }

  /** A copy of the value, including unknown parts; null if it is absent. @throws Undecided */
  get value(): Value {
    return plain(this.known);
  }

  /** Whether the value is known only during `pulumi up`. */
  get isUnknown(): boolean {
    return this.raw === unknown;
  }

  /** True unless the value is absent or null. @throws Undecided */
  get isSet(): boolean {
    return this.known !== undefined && this.known !== null;
  }

  /**
   * Whether something is given: not absent, empty or 0. After creation, a provider returns such values for unset
   * properties.
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

  /** The value for a message; `absent` if there is none. @throws Undecided */
  get shown(): string {
    return this.isSet ? (this.text ?? JSON.stringify(this.value)) : "absent";
  }
}
