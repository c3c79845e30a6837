import { type ObjectName, told } from "./stored-object";

/** Chooses namespaces. */
export type NamespaceMatch = (namespace: string) => boolean;

/** Which namespaces are in a region that is down. The word said last about a namespace holds. */
export class Outages {
  private readonly words: { readonly match: NamespaceMatch; readonly down: boolean }[] = [];

  begin(match: NamespaceMatch): void {
    this.words.unshift({ match, down: true });
  }

  end(match: NamespaceMatch): void {
    this.words.unshift({ match, down: false });
  }

  isDown(namespace: string): boolean {
    return this.words.find(({ match }) => match(namespace))?.down ?? false;
  }

  /** @throws when the object lies in a region that is down. */
  refuse(name: ObjectName): void {
    const namespace = name.kind === "Namespace" ? name.name : name.namespace;
    if (namespace !== undefined && this.isDown(namespace)) throw new RegionDownError(name);
  }
}

/** The region of an object is down. */
export class RegionDownError extends Error {
  constructor(name: ObjectName) {
    super(
      `${told(name)}: the cluster does not answer, its region is down. Activate the other environment, or wait ` +
        "until the region is back and run pulumi up again.",
    );
    this.name = "RegionDownError";
  }
}
