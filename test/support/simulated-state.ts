/** Account that mocks make ARNs for. */
const ACCOUNT = "123456789012";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Outputs by resource type that only a deployment knows. */
const outputs: Readonly<
  Record<
    string,
    (name: string, inputs: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
  >
> = {
  "aws:kms/key:Key": (name, { region }) => ({
    keyId: `mrk-${name}`,
    arn: `arn:aws:kms:${text(region)}:${ACCOUNT}:key/mrk-${name}`,
  }),
  "aws:kms/replicaKey:ReplicaKey": (name, { region }) => ({
    keyId: `mrk-${name}`,
    arn: `arn:aws:kms:${text(region)}:${ACCOUNT}:key/mrk-${name}`,
  }),
  "aws:iam/role:Role": (_name, inputs) => ({ arn: `arn:aws:iam::${ACCOUNT}:role/${text(inputs["name"])}` }),
};

/** What a provider would add to the inputs once a resource exists; empty for types without such outputs. */
export function simulatedState(
  type: string,
  name: string,
  inputs: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return outputs[type]?.(name, inputs) ?? {};
}
