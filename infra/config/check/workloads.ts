import type { Service } from "../../catalog/types";
import { keyText, remove, set, setSecret } from "../command";
import { didYouMean } from "./did-you-mean";
import type { Problem } from "../../problem";

type Declared = Pick<Service, "id" | "workloads">;

const BY_DIGEST = /^[\w.-]+(:\d+)?(\/[\w.-]+)*(:[\w.-]+)?@sha256:[0-9a-f]{64}$/;

/** Distinct image repositories of services, in the catalog's order. */
export function imageRepositories(services: readonly Pick<Service, "workloads">[]): readonly string[] {
  return [...new Set(services.flatMap(({ workloads }) => workloads.map((each) => each.imageRepository)))];
}

/** Distinct variables of a service that have their values from config. */
export function externalSecretNames({ workloads }: Pick<Service, "workloads">): readonly string[] {
  const secrets = workloads.flatMap((workload) => workload.secrets);
  return [...new Set(secrets.filter(({ from }) => from === "external").map(({ name }) => name))];
}

/**
 * Problems of config's `images`: every repository of the declared services must have an image by digest.
 *
 * @param catalog services whose repositories may be named; more than the declared ones if a stack declares a subset
 * @param others repositories that are not in the catalog, and whether an image of each is required
 */
export function imageProblems(
  services: readonly Declared[],
  images: Readonly<Record<string, string>>,
  catalog: readonly Declared[] = services,
  others: Readonly<Record<string, boolean>> = {},
): readonly Problem[] {
  const beside = Object.entries(others);
  const needed = [...imageRepositories(services), ...beside.flatMap(([name, is]) => (is ? [name] : []))];
  const known = [...imageRepositories(catalog), ...beside.map(([name]) => name)];
  const key = (repository: string): string => keyText(["images", repository]);
  const name = (repository: string): string =>
    set(key(repository), `<registry>/${repository}@sha256:<digest>`);
  const missing = needed
    .filter((repository) => images[repository] === undefined)
    .map((repository) => ({
      thing: `config lifeboat:images.${repository}`,
      value: "(missing)",
      limit: `name the image of ${repository} by digest`,
      remedy: name(repository),
    }));
  const wrong = Object.entries(images).flatMap(([repository, image]): readonly Problem[] => {
    const thing = `config lifeboat:images.${repository}`;
    if (!known.includes(repository))
      return [
        {
          thing,
          value: `"${image}"`,
          limit: `be an image repository of the catalog: ${known.join(", ")}`,
          remedy: `${remove(key(repository))}${didYouMean(repository, known)}`,
        },
      ];
    if (BY_DIGEST.test(image)) return [];
    return [
      {
        thing,
        value: `"${image}"`,
        limit: "be pinned by digest, name@sha256:<64 hex digits>: a tag can be moved",
        remedy: name(repository),
      },
    ];
  });
  return [...missing, ...wrong];
}

/**
 * Problems of the names in config's `workloadSecrets`: every `external` variable of the declared services must have a
 * value, and nothing else may have one.
 *
 * @param present names that have a value, by service id
 * @param stored whether a secret store holds them, so that none is missing
 */
export function workloadSecretProblems(
  services: readonly Declared[],
  present: Readonly<Record<string, readonly string[]>>,
  stored = false,
): readonly Problem[] {
  return services.flatMap((service) => {
    const needed = externalSecretNames(service);
    const given = present[service.id] ?? [];
    const key = (name: string): string => `workloadSecrets.${service.id}.${name}`;
    const missing = needed
      .filter((name) => !given.includes(name))
      .map((name) => ({
        thing: `config lifeboat:${key(name)}`,
        value: "(missing)",
        limit: `be set: the catalog declares ${name} of ${service.id} as external`,
        remedy: setSecret(key(name)),
      }));
    const unknown = given
      .filter((name) => !needed.includes(name))
      .map((name) => ({
        thing: `config lifeboat:${key(name)}`,
        value: "(not shown)",
        limit: `be an external variable of ${service.id}: ${needed.join(", ") || "(none)"}`,
        remedy: `${remove(key(name))}${didYouMean(name, needed)}`,
      }));
    return [...(stored ? [] : missing), ...unknown];
  });
}
