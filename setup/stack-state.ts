import { z } from "zod";

/** A resource of an exported state, as far as a retirement reads it. */
const resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  parent: z.string().default(""),
  custom: z.boolean().default(false),
  protect: z.boolean().default(false),
  retainOnDelete: z.boolean().default(false),
  inputs: z.looseObject({}).default({}),
  outputs: z.looseObject({}).default({}),
});
export type StateResource = z.infer<typeof resource>;

/** What `pulumi stack export` writes. */
export const stackState = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(z.looseObject({ urn: z.string() })).default([]),
    pending_operations: z.array(z.unknown()).nullish(),
  }),
});
export type StackState = z.infer<typeof stackState>;

/** The resources of a state. */
export const resourcesOf = ({ deployment }: StackState): readonly StateResource[] =>
  deployment.resources.map((each) => resource.parse(each));

/** A resource and everything below it. @param root its URN */
export function below(resources: readonly StateResource[], root: string): readonly StateResource[] {
  const found = new Set([root]);
  // A parent comes before its children.
  for (const { urn, parent } of resources) if (found.has(parent)) found.add(urn);
  return resources.filter(({ urn }) => found.has(urn));
}

/** The same state with marks on some resources; everything else stays as it was exported, encrypted values too. */
export const marked = (
  state: StackState,
  marks: ReadonlyMap<string, { readonly protect: boolean; readonly retainOnDelete: boolean }>,
): StackState => ({
  ...state,
  deployment: {
    ...state.deployment,
    resources: state.deployment.resources.map((each) => ({ ...each, ...marks.get(each.urn) })),
  },
});
