import { httpProbes } from "../../catalog/common";
import { collector, collectorPaths } from "../../logs/collector";
import { LOG_DISK } from "../pod/container";
import { scratch, type Mounted } from "../pod/mounted";
import { podTemplate } from "../pod/pod-template";
import { logMounts, type LogPodArgs } from "./log-parts";

/** Group of the files that the container runtime writes (0640): what makes them readable to another user than root. */
const LOG_GROUP = 0;
const STATE_MIB = collector.queueMib + collector.stateMib;
const TMP_MIB = 16;
const DISK = {
  requestMib: LOG_DISK.requestMib + collector.stateMib,
  limitMib: LOG_DISK.limitMib + STATE_MIB + TMP_MIB,
};

const nodeLogs: Mounted = {
  name: "logs",
  source: { hostPath: { path: collectorPaths.logs, type: "Directory" } },
  mountPath: collectorPaths.logs,
  readOnly: true,
};

const HEALTH = "/healthz";
const probes = httpProbes("metrics", { startup: HEALTH, readiness: HEALTH, liveness: HEALTH });

/** Pod template of the collector: `restricted` but for one directory of its node, which it reads and cannot write. */
export function logCollectorPod(args: LogPodArgs & { readonly priorityClass: string }) {
  const { image, serviceAccount, labels, priorityClass } = args;
  return podTemplate({
    labels,
    restartPolicy: "Always",
    // On a full node it makes room, for logs that nobody reads in time are rotated away.
    priorityClass,
    serviceAccount,
    // Queued lines are on disk already; only the read positions must still be saved.
    graceSeconds: 60,
    // Logs of a node that is not well are those that somebody will want.
    tolerations: [{ operator: "Exists" }],
    supplementalGroups: [LOG_GROUP],
    containers: [
      {
        name: collector.name,
        image,
        // Not the first process itself, which nothing inside of a container can end.
        command: ["/usr/bin/python3", "-B", `${collectorPaths.files}/first.py`],
        args: ["/usr/sbin/rsyslogd", "-n", "-i", "NONE", "-f", `${collectorPaths.files}/rsyslog.conf`],
        ports: [{ name: "metrics", containerPort: collector.port }],
        size: collector.size,
        disk: DISK,
        probes: { ...probes, liveness: { ...probes.liveness, periodSeconds: 20 } },
        mounted: [
          nodeLogs,
          ...logMounts(args, collectorPaths.files),
          scratch("state", collectorPaths.state, STATE_MIB),
          scratch("tmp", "/tmp", TMP_MIB),
        ],
      },
    ],
  });
}
