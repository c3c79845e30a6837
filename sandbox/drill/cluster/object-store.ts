import { type ObjectName, type StoredObject, nameOf, told } from "./stored-object";

/** The objects of the cluster, as etcd holds them. */
export class ObjectStore {
  private readonly objects = new Map<string, StoredObject>();

  /** Takes an object, in place of the one with its name. */
  put(object: StoredObject): void {
    this.objects.set(told(nameOf(object)), object);
  }

  /** Undefined when there is no such object. */
  get(name: ObjectName): StoredObject | undefined {
    return this.objects.get(told(name));
  }

  remove(name: ObjectName): void {
    this.objects.delete(told(name));
  }

  /** Every object of a kind. */
  ofKind(kind: string): StoredObject[] {
    return [...this.objects.values()].filter((object) => object.kind === kind);
  }

  /** Every object of a namespace. */
  inNamespace(namespace: string): StoredObject[] {
    return [...this.objects.values()].filter(({ metadata }) => metadata.namespace === namespace);
  }
}
