import { randomBytes } from "node:crypto";
import { services } from "../../../infra/catalog";
import { imageRepositories } from "../../../infra/config/check/workloads";
import { exporter } from "../../../infra/scraping/exporter";
import { jsonExporter } from "../../../infra/scraping/json-exporter";

const ids = services.map((service) => service.id);
const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const bech32 = (): string => Array.from(randomBytes(58), (byte) => alphabet[byte % 32] ?? "q").join("");

/** Of no image. */
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

/** Passwords made for this run. */
export const secretValues = {
  password: randomBytes(12).toString("hex"),
  routingKey: randomBytes(16).toString("hex"),
  token: randomBytes(20).toString("hex"),
  repositories: { primary: randomBytes(24).toString("hex"), standby: randomBytes(24).toString("hex") },
  identity: `AGE-SECRET-KEY-1${bech32().toUpperCase()}`,
};

/** A config of the primary that has nothing wrong, as Pulumi stores it: texts, JSON for what is structured. */
export function validRaw(): Record<string, string> {
  const { password } = secretValues;
  return {
    role: "primary",
    region: "us-east-1",
    replicaRegion: "us-west-2",
    accountId: "012345678901",
    bucketSuffix: "",
    runbookUrl: "https://git.internal/docs/runbook",
    oidcProvider: "oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
    jobImage: `ghcr.io/lifeboat/jobs@${digest}`,
    ageRecipients: JSON.stringify([`age1${bech32()}`]),
    databaseHosts: JSON.stringify(Object.fromEntries(ids.map((id) => [id, `${id}.db.internal`]))),
    databaseSecrets: JSON.stringify(
      Object.fromEntries(
        ids.map((id) => [
          id,
          {
            admin: password,
            backup: password,
            restore: password,
            migrate: password,
            monitor: password,
            app: password,
          },
        ]),
      ),
    ),
    repositorySecrets: JSON.stringify(Object.fromEntries(ids.map((id) => [id, secretValues.repositories]))),
    ageIdentity: secretValues.identity,
    oncall: JSON.stringify({ pagerdutyRoutingKey: secretValues.routingKey }),
    ingressHost: "ingress.us-east-1.internal",
    hostedZones: JSON.stringify(
      Object.fromEntries(
        services.flatMap(({ domains }) =>
          domains.map(({ host }, index) => [host.split(".").slice(1).join("."), `Z${String(index)}LIFEBOAT`]),
        ),
      ),
    ),
    images: JSON.stringify(
      Object.fromEntries(
        [...imageRepositories(services), exporter.repository, jsonExporter.repository].map((repository) => [
          repository,
          `${repository}@${digest}`,
        ]),
      ),
    ),
    cloudflareZones: JSON.stringify(
      Object.fromEntries(
        services.flatMap(({ cdn }) =>
          cdn === undefined ? [] : [[cdn.host.split(".").slice(1).join("."), "c".repeat(32)]],
        ),
      ),
    ),
    cloudflareTokens: JSON.stringify({ purge: secretValues.token, settings: secretValues.token }),
    workloadSecrets: JSON.stringify(
      Object.fromEntries(
        services.map(({ id, workloads }) => [
          id,
          Object.fromEntries(
            workloads.flatMap(({ secrets }) =>
              secrets.filter(({ from }) => from === "external").map(({ name }) => [name, password]),
            ),
          ),
        ]),
      ),
    ),
  };
}
