import { captureStacks } from "../../sandbox/render/capture";
import type { DeclaredResource } from "../../sandbox/render/declared-resource";

/** The stacks that the repository declares. */
export const STACKS = ["prod", "dr"] as const;

let captured: Promise<ReadonlyMap<string, readonly DeclaredResource[]>> | undefined;

/** What both stacks declare, as `npm run render` has it; previewed once in a worker. */
export async function renderedStack(stack: (typeof STACKS)[number]): Promise<readonly DeclaredResource[]> {
  captured ??= captureStacks(STACKS, { tell: () => undefined });
  return (await captured).get(stack) ?? [];
}
