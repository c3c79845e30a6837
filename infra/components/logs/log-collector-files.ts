import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { collector, collectorPaths } from "../../logs/collector";
import { rsyslogConf } from "../../logs/rsyslog-conf";
import { namespaceName } from "../../naming";
import { authorityFile, logPrograms, storeConnection, type LogStoreConfig } from "./log-store";

/** The collector's files: programs, rsyslog's configuration and the sender's settings; never a secret. */
export function logCollectorFiles(
  services: readonly Pick<Service, "id" | "namespace">[],
  { role, logs }: { readonly role: Settings["role"]; readonly logs: LogStoreConfig },
): Readonly<Record<string, string>> {
  const ids = Object.fromEntries(services.map(({ id, namespace }) => [namespaceName(namespace, role), id]));
  const settings = {
    ...storeConnection(logs, logs.user, collectorPaths.files, collectorPaths.password),
    figuresFile: collectorPaths.figures,
    markerFile: `${collectorPaths.state}/sender`,
    prefix: collector.prefix,
    environment: role,
    services: ids,
  };
  return {
    ...logPrograms("figures.py", "first.py", "mask.py", "record.py", "ship.py", "store_http.py"),
    ...authorityFile(logs),
    "rsyslog.conf": rsyslogConf(Object.keys(ids)),
    "settings.json": `${JSON.stringify(settings, null, 2)}\n`,
  };
}
