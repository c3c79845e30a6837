import type { ApiClient, ApiResponse } from "./api-client";

/** How an object is applied. */
export interface ApplyOptions {
  /** Whose fields they are from then on. */
  readonly fieldManager: string;
  /** True takes fields over that are somebody else's. @default false */
  readonly force?: boolean;
  /** True asks what would become of it, and changes nothing. @default false */
  readonly dryRun?: boolean;
}

/**
 * Applies an object as `kubectl apply --server-side --validate=strict` does.
 * @returns the answer, a refusal too. @throws when the API does not know the kind, or does not answer.
 */
export async function applyStrictly(
  client: ApiClient,
  manifest: unknown,
  { fieldManager, force = false, dryRun = false }: ApplyOptions,
): Promise<ApiResponse> {
  const path = await client.mustPathOf(manifest);
  const query = new URLSearchParams({ fieldManager, force: String(force), fieldValidation: "Strict" });
  if (dryRun) query.set("dryRun", "All");
  // JSON is YAML.
  const contentType = "application/apply-patch+yaml";
  return client.request(`${path}?${query.toString()}`, { method: "PATCH", body: manifest, contentType });
}
