import type { PropertyMap } from "./value";

/** Configuration of one provider instance: what `new aws.Provider(…)` or the stack's config gave, secrets revealed. */
export type ProviderConfig = PropertyMap;

/** What a kind may know about the resource at hand. */
export interface ResourceContext {
  /** The engine's name for the resource; unique in a stack. */
  readonly urn: string;
  /** Type token, for instance `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Logical name: the first argument of the resource's constructor. */
  readonly name: string;
  readonly config: ProviderConfig;
  /** Hexadecimal text of the wanted length (at most 64), always the same for the same resource and label. */
  hex(label: string, length: number): string;
}

/** One property of a resource that cannot be accepted. */
export interface Failure {
  /** Path of the property, for instance `metadata.name`. */
  readonly property: string;
  /** Value, limit and remedy in one sentence. */
  readonly reason: string;
}

/** How a resource gets a physical name when the program gives none, as the genuine provider does. */
export interface NameRule {
  /** Property that takes the name, joined by dots: `bucket`, `metadata.name`. */
  readonly property: string;
  /** Longest name in characters; the logical part is cut to fit. */
  readonly maxLength: number;
  /** Length of the random hexadecimal suffix in characters. @default 7 */
  readonly suffix?: number;
  /** Suffix after the random part, for instance `.fifo`. @default none */
  readonly ending?: string;
  /** True where the service takes lower case only. @default false */
  readonly lowerCase?: boolean;
}

/** What the sandbox knows of one kind of resource. */
export interface ResourceKind {
  /** Absent for kinds that the genuine provider does not name by itself. */
  readonly autoname?: NameRule;
  /** Properties that must be given, joined by dots. */
  readonly required?: readonly string[];
  /** Properties whose change replaces the resource, joined by dots; `*` for all. */
  readonly replace?: readonly string[];
  /**
   * Properties that name the resource where it lives. Two resources with the same values cannot exist at once,
   * so a replacement that keeps them all deletes the old one first.
   */
  readonly identity?: readonly string[];
  /** True for a type that is in no table: what replaces it is not known, and its outputs are a guess. @default false */
  readonly isGuess?: boolean;
  /** Rules of the service on the inputs; secrets are revealed, values not known yet are the UNKNOWN marker. */
  check?(inputs: PropertyMap, context: ResourceContext): readonly Failure[];
  /** Physical id of a resource with these inputs. */
  id(inputs: PropertyMap, context: ResourceContext): string;
  /** Outputs beyond the inputs, all of them unknown while a creation is previewed. */
  outputs?(inputs: PropertyMap, context: ResourceContext, id: string): PropertyMap;
}

/** A function of a provider (`aws.getCallerIdentity`): arguments in, result out. */
export type InvokeFunction = (args: PropertyMap, config: ProviderConfig) => PropertyMap;

/** Everything that sets one provider stand-in apart from the others: data, no protocol. */
export interface ProviderModel {
  /** Package name, the first part of every type token. */
  readonly name: string;
  /** The kind behind a type token; undefined when the genuine provider cannot have such a type. */
  kind(type: string): ResourceKind | undefined;
  /** How a type token of this provider looks, for the error on one that does not. */
  readonly tokenShape: string;
  /** Configuration whose change replaces the provider and so all its resources. */
  readonly replaceConfig: readonly string[];
  /** Rules on the provider's own configuration. */
  checkConfig?(config: ProviderConfig): readonly Failure[];
  /** Inputs that the genuine provider fills in by itself (a namespace, a region); known at preview. */
  defaults?(inputs: PropertyMap, context: ResourceContext): PropertyMap;
  /** Properties that replace under this configuration, where that depends on it or on what the resource is to be. */
  replaceUnder?(type: string, config: ProviderConfig, after: PropertyMap): readonly string[];
  /** Why the service refuses to make an existing resource into another; undefined where it does not. */
  checkUpdate?(type: string, before: PropertyMap, after: PropertyMap): string | undefined;
  /** By token, for instance `aws:index/getRegion:getRegion`. */
  readonly functions: Readonly<Record<string, InvokeFunction>>;
  /** A function that is not in the table; undefined where there is none by this token. */
  otherFunction?(token: string): InvokeFunction | undefined;
  /** Why none of its resources can be made here, with the remedy. @default they can */
  readonly refusal?: string;
}
