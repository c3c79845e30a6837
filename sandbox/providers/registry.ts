import { aws } from "./aws";
import { cloudflare } from "./cloudflare";
import { kubernetes } from "./kubernetes";
import type { ProviderModel } from "./model";
import { postgresql } from "./postgresql";

/** A provider that is served, as these versions of its plugin. */
export interface ServedProvider {
  readonly model: ProviderModel;
  readonly versions: readonly string[];
}

/** Every provider that the sandbox stands in for; each has its npm package `@pulumi/<name>`. */
export const providerModels: readonly ProviderModel[] = [aws, cloudflare, kubernetes, postgresql];
