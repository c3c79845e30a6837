import type { Problem } from "../../problem";
import type { Service } from "../types";

interface Claim {
  readonly service: string;
  readonly value: string;
}

function shared(thing: string, remedy: string, claims: readonly Claim[]): readonly Problem[] {
  const values = [...new Set(claims.map((claim) => claim.value))];
  return values.flatMap((value) => {
    const holders = claims.filter((claim) => claim.value === value).map((claim) => claim.service);
    if (holders.length < 2) return [];
    return [
      {
        thing: `catalog: ${thing} of ${holders.join(" and ")}`,
        value: `"${value}"`,
        limit: "be unique",
        remedy,
      },
    ];
  });
}

/** Values that must be unique among services: id, namespace, bucket, host. */
export function uniqueProblems(services: readonly Service[]): readonly Problem[] {
  const claims = (pick: (service: Service) => readonly string[]): readonly Claim[] =>
    services.flatMap((service) => pick(service).map((value) => ({ service: service.id, value })));
  return [
    ...shared(
      "id",
      "rename one service",
      claims((service) => [service.id]),
    ),
    ...shared(
      "namespace",
      "give each service its own namespace",
      claims((service) => [service.namespace]),
    ),
    ...shared(
      "bucket",
      "give each vault its own bucket",
      claims((service) => [
        service.backup.bucket,
        ...(service.legal === undefined ? [] : [service.legal.bucket]),
      ]),
    ),
    ...shared(
      "host",
      "give each endpoint its own host",
      claims((service) =>
        // Another check reports a domain that names one host twice.
        service.domains.flatMap((domain) => [
          ...new Set(
            [domain.host, domain.primaryHost, domain.standbyHost].filter((host) => host !== undefined),
          ),
        ]),
      ),
    ),
  ];
}
