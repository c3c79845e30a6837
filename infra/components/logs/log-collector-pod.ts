import { collector, collectorPaths } from "../../logs/collector";
import { APPLICATION_UID, CONTAINER_SECURITY } from "../workloads/application-guard";
import { containerResources, LOG_DISK } from "../pod/container-resources";
import { logMounts, logVolumes, type LogPodArgs, type LogVolume } from "./log-pod";
import { FAILURE_MESSAGE, podSecurity } from "../pod/pod-security";

/** Group of the files that the container runtime writes (0640): what makes them readable to another user than root. */
const LOG_GROUP = 0;
const STATE_MIB = collector.queueMib + collector.stateMib;
const TMP_MIB = 16;
const DISK = {
  requestMib: LOG_DISK.requestMib + collector.stateMib,
  limitMib: LOG_DISK.limitMib + STATE_MIB + TMP_MIB,
};

const probe = { httpGet: { path: "/healthz", port: "metrics", scheme: "HTTP" }, timeoutSeconds: 5 };

/** Pod template of the collector: `restricted` but for one directory of its node, which it reads and cannot write. */
export function logCollectorPod(args: LogPodArgs) {
  const { image, serviceAccount, labels } = args;
  return {
    metadata: { labels: { ...labels } },
    spec: {
      restartPolicy: "Always",
      // On a full node it makes room, for logs that nobody reads in time are rotated away.
      priorityClassName: args.priorityClass,
      serviceAccountName: serviceAccount,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      // What waits is on disk; it has to be written down where reading stands.
      terminationGracePeriodSeconds: 60,
      // Logs of a node that is not well are those that somebody will want.
      tolerations: [{ operator: "Exists" }],
      securityContext: { ...podSecurity(APPLICATION_UID), supplementalGroups: [LOG_GROUP] },
      containers: [
        {
          name: collector.name,
          image,
          imagePullPolicy: "IfNotPresent",
          terminationMessagePolicy: FAILURE_MESSAGE,
          // Not the first process itself, which nothing inside of a container can end.
          command: ["/usr/bin/python3", "-B", `${collectorPaths.files}/first.py`],
          args: ["/usr/sbin/rsyslogd", "-n", "-i", "NONE", "-f", `${collectorPaths.files}/rsyslog.conf`],
          ports: [{ name: "metrics", containerPort: collector.port, protocol: "TCP" }],
          resources: containerResources(collector.size, DISK),
          startupProbe: { ...probe, periodSeconds: 5, failureThreshold: 24 },
          readinessProbe: { ...probe, periodSeconds: 10, failureThreshold: 3, successThreshold: 2 },
          livenessProbe: { ...probe, periodSeconds: 20, failureThreshold: 3 },
          securityContext: CONTAINER_SECURITY,
          volumeMounts: [
            { name: "logs", mountPath: collectorPaths.logs, readOnly: true },
            ...logMounts(collectorPaths.files),
            { name: "state", mountPath: collectorPaths.state, readOnly: false },
            { name: "tmp", mountPath: "/tmp", readOnly: false },
          ],
        },
      ],
      volumes: [
        { name: "logs", hostPath: { path: collectorPaths.logs, type: "Directory" } },
        ...logVolumes(args),
        { name: "state", emptyDir: { sizeLimit: `${STATE_MIB}Mi` } },
        { name: "tmp", emptyDir: { sizeLimit: `${TMP_MIB}Mi` } },
      ] satisfies LogVolume[],
    },
  };
}
