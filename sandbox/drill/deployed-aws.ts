import { z } from "zod";
import type { Sandbox } from "../engine/sandbox";
import { isList, isMap, isSecret, type Value } from "../providers/value";
import type { AwsResource } from "../servers/apply-aws";

const properties = z.record(z.string(), z.json()).default({});
const exported = z.object({
  deployment: z.object({
    resources: z
      .array(z.object({ urn: z.string(), type: z.string(), inputs: properties, outputs: properties }))
      .default([]),
  }),
});

/** What the state holds encrypted, as a preview shows it. */
const SECRET = "[secret]";

function masked(value: Value | undefined): Value | undefined {
  if (isSecret(value)) return SECRET;
  if (isList(value)) return value.map((each) => masked(each) ?? null);
  return isMap(value) ? maskedAll(value) : value;
}

/** The same properties, in which what is encrypted reads `[secret]`. */
export const maskedAll = (values: Readonly<Record<string, Value | undefined>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, masked(value)]));

/** The resources of a stack as its state has them; what is encrypted there reads `[secret]`. */
export async function deployedAws(sandbox: Sandbox, stack: string): Promise<readonly AwsResource[]> {
  const { stdout } = await sandbox.run(["stack", "export", "--stack", stack]);
  return exported.parse(JSON.parse(stdout)).deployment.resources.map(({ urn, type, inputs, outputs }) => ({
    type,
    name: urn.split("::").slice(3).join("::"),
    inputs: maskedAll(inputs),
    outputs: maskedAll(outputs),
  }));
}
