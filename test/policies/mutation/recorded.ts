import type { Statement } from "../../../policies/support/aws/iam-document";
import { Input } from "../../../policies/support/input/input";
import type { Subject } from "../../../policies/support/input/subject";
import type { Value } from "../../../policies/support/input/value";

/** Takes down a property that was read, by words from the outside in; `*` is each member of a list or map, `{}` opens JSON. */
type Note = (words: readonly string[]) => void;

/** Member of a policy document's statement that each field of {@link Statement} is read from. */
const MEMBERS: Readonly<Record<Exclude<keyof Statement, "known">, string>> = {
  label: "Sid",
  allows: "Effect",
  actions: "Action",
  notActions: "NotAction",
  resources: "Resource",
  notResources: "NotResource",
  principals: "Principal",
  hasNotPrincipal: "NotPrincipal",
  conditions: "Condition",
};

const isField = (name: PropertyKey): name is keyof typeof MEMBERS => name in MEMBERS;

/** An input that takes down which of its properties are read as values, and those below it. */
export class Recorded extends Input {
  constructor(
    private readonly inner: Input,
    private readonly note: Note,
    private readonly words: readonly string[] = [],
  ) {
    super(undefined, inner.path);
  }

  private noted(): Input {
    this.note(this.words);
    return this.inner;
  }

  private below(inner: Input, ...words: readonly string[]): Recorded {
    return new Recorded(inner, this.note, [...this.words, ...words]);
  }

  override at(...names: readonly string[]): Input {
    return this.below(this.inner.at(...names), ...names);
  }

  override get value(): Value {
    return this.noted().value;
  }

  /** Not taken down: whether a value is known yet is nothing that can be broken. */
  override get isUnknown(): boolean {
    return this.inner.isUnknown;
  }

  override get isSet(): boolean {
    return this.noted().isSet;
  }

  override get text(): string | undefined {
    return this.noted().text;
  }

  override get number(): number | undefined {
    return this.noted().number;
  }

  override get flag(): boolean | undefined {
    return this.noted().flag;
  }

  override get shown(): string {
    return this.noted().shown;
  }

  override get items(): readonly Input[] {
    return this.noted().items.map((item) => this.below(item, "*"));
  }

  override get entries(): readonly (readonly [string, Input])[] {
    return this.noted().entries.map(([name, value]) => [name, this.below(value, "*")]);
  }

  /** A statement of the policy document that stands here, which takes down what is read of it. */
  statement(given: Statement): Statement {
    return new Proxy(given, {
      get: (target, name) => {
        if (isField(name)) this.note([...this.words, "{}", "Statement", "*", MEMBERS[name]]);
        const value: unknown = Reflect.get(target, name);
        return value;
      },
    });
  }
}

/** A resource that takes down which of its properties and options a rule reads; an option's name begins with `@`. */
export function recorded(subject: Subject, note: (of: Subject, words: readonly string[]) => void): Subject {
  const take: Note = (words) => {
    note(subject, words);
  };
  return {
    urn: subject.urn,
    type: subject.type,
    name: subject.name,
    inputs: new Recorded(subject.inputs, take),
    // Not taken down: the record names no provider.
    provider: subject.provider,
    get protect() {
      take(["@protect"]);
      return subject.protect;
    },
    get secretOutputs() {
      take(["@secretOutputs"]);
      return subject.secretOutputs;
    },
    madeFrom: (property) => {
      take([property]);
      return subject.madeFrom(property);
    },
  };
}
