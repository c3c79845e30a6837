/** Where a resource of no service is counted. */
export const SHARED = "shared";

/** The service that a logical name begins with; `shared` where there is none. @param services their ids */
export function serviceOf(name: string, services: readonly string[]): string {
  const found = services.filter((service) => `${name}-`.startsWith(`${service}-`));
  return found.sort((one, other) => other.length - one.length)[0] ?? SHARED;
}
