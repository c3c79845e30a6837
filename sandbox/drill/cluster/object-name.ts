/** What tells one object from all others. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `Job kyb-platform/restore-1`: the object for messages. */
export function told({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace}/${name}`;
}
