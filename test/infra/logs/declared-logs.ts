import { readFileSync } from "node:fs";
import { collector } from "../../../infra/logs/collector";
import type { Certificate } from "../../../sandbox/servers/certificate";
import type { Resources } from "../../support/pulumi-mocks";
import { primary } from "../../support/service-fixture";

/**
 * Config under which the log collection asks a store on this machine, by a certificate that it trusts.
 * @param address at which pods reach it. @default 127.0.0.1
 */
export const logSettings = (port: number, authority: Certificate | undefined, address = "127.0.0.1") => ({
  ...primary,
  monitoringNamespace: "monitoring",
  images: { [collector.repository]: `lifeboat-logs@sha256:${"a".repeat(64)}` },
  logs: {
    url: `https://${address}:${port}/`,
    user: "lifeboat-collector",
    retentionUser: "lifeboat-retention",
    caCertificate: readFileSync(authority?.certFile ?? "", "utf8"),
  },
});

/** Declared objects of a kind such as `apps/v1:DaemonSet`, as manifests. */
export const manifestsOf = (resources: Resources, kind: string, apiVersion: string): readonly object[] =>
  resources
    .all(`kubernetes:${kind}`)
    .map(({ inputs }) => ({ ...inputs, apiVersion, kind: kind.split(":")[1] }));
