import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Service } from "../catalog/types";
import type { Settings } from "../config";
import { collector, collectorPaths } from "../logs/collector";
import { rsyslogConf } from "../logs/rsyslog-conf";
import { namespaceName } from "../naming";
import { SECRETS_DIRECTORY } from "./workload-environment";

const FOLDER = join(__dirname, "..", "logs");
const PROGRAMS = ["figures.py", "mask.py", "record.py", "ship.py", "store_http.py"];
const AUTHORITY = "ca.crt";

/** The collector's files: programs, rsyslog's configuration and the sender's settings; never a secret. */
export function logCollectorFiles(
  services: readonly Pick<Service, "id" | "namespace">[],
  { role, logs }: { readonly role: Settings["role"]; readonly logs: NonNullable<Settings["logs"]> },
): Readonly<Record<string, string>> {
  const ids = Object.fromEntries(services.map(({ id, namespace }) => [namespaceName(namespace, role), id]));
  const settings = {
    url: logs.url.replace(/\/+$/, ""),
    user: logs.user,
    passwordFile: `${SECRETS_DIRECTORY}/${collectorPaths.password}`,
    ...(logs.caCertificate === undefined ? {} : { caFile: `${collectorPaths.files}/${AUTHORITY}` }),
    figuresFile: collectorPaths.figures,
    markerFile: `${collectorPaths.state}/sender`,
    prefix: collector.prefix,
    environment: role,
    services: ids,
  };
  return {
    ...Object.fromEntries(PROGRAMS.map((name) => [name, readFileSync(join(FOLDER, name), "utf8")])),
    ...(logs.caCertificate === undefined ? {} : { [AUTHORITY]: logs.caCertificate }),
    "rsyslog.conf": rsyslogConf(Object.keys(ids)),
    "settings.json": `${JSON.stringify(settings, null, 2)}\n`,
  };
}
