import type { ProviderConfig, ResourceContext } from "../model";
import { type PropertyMap, isList, text } from "../value";

/** Account that every made-up ARN names, unless the provider is configured for another: AWS's own example. */
const exampleAccount = "123456789012";

/** The account of a provider instance: the first that its configuration allows. */
export function accountOf(config: ProviderConfig): string {
  const allowed = config["allowedAccountIds"];
  return (isList(allowed) ? text(allowed[0]) : undefined) ?? exampleAccount;
}

/** The region of a provider instance. @default us-east-1 */
export function regionOf(config: ProviderConfig): string {
  return text(config["region"]) ?? "us-east-1";
}

/**
 * An ARN in the resource's own region and account.
 * @param resource last part, for instance `key/<id>`
 * @param scope `global` leaves the region out (IAM, Route 53), `bare` the account too (S3)
 */
export function arnOf(
  service: string,
  resource: string,
  inputs: PropertyMap,
  context: ResourceContext,
  scope: "regional" | "global" | "bare" = "regional",
): string {
  const region = scope === "regional" ? (text(inputs["region"]) ?? regionOf(context.config)) : "";
  const account = scope === "bare" ? "" : accountOf(context.config);
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

/** Hexadecimal digits in the shape of a UUID. */
export function uuidOf(context: ResourceContext, label: string): string {
  const hex = context.hex(label, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The input as text, or a stand-in that shows what is missing: ids are made of known inputs only. */
export function part(inputs: PropertyMap, name: string): string {
  return text(inputs[name]) ?? `<${name}>`;
}
