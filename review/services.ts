import type { Change } from "./change";

/** Where a resource of no service is counted. */
export const SHARED = "shared";

/** The service that a logical name begins with; `shared` where there is none. @param services their ids */
export function serviceOf(name: string, services: readonly string[]): string {
  const found = services.filter((service) => `${name}-`.startsWith(`${service}-`));
  return found.sort((one, other) => other.length - one.length)[0] ?? SHARED;
}

/** What a type belongs to: `aws:s3` of `aws:s3/bucket:Bucket`, `random` of `random:index/randomPet:RandomPet`. */
function moduleOf(type: string): string {
  const [provider = type, module = ""] = type.split(":");
  const own = module
    .split("/")
    .filter((part, index) => part !== "index" && (index === 0 || /^v\d/.test(part)));
  return own.length === 0 ? provider : `${provider}:${own.join("/")}`;
}

/**
 * What a change is shown with: its service; where the program has none, the component that it is in, else what its type
 * belongs to.
 * @param services their ids; empty for a program without
 */
export function groupOf({ name, type, component }: Change, services: readonly string[]): string {
  return services.length > 0 ? serviceOf(name, services) : (component ?? moduleOf(type));
}
