import * as pulumi from "@pulumi/pulumi";
import type { Horizon, Service } from "./catalog/types";
import { recoveryNote, type RecoverySummary } from "./recovery/note";

/**
 * Shows the recovery budget of a stack in a preview's diagnostics, which the CLI prints below all resources, and a warning
 * for each promise that is broken later.
 * @param horizon size that the stack is declared for
 * @returns the stack's output on each service's recovery
 */
export async function tellRecovery(
  services: readonly Service[],
  horizon: Horizon,
): Promise<Readonly<Record<string, RecoverySummary>>> {
  const { text, warnings, services: summaries } = recoveryNote(services, horizon);
  if (pulumi.runtime.isDryRun()) {
    await pulumi.log.info(text);
    for (const warning of warnings) await pulumi.log.warn(warning);
  }
  return summaries;
}
