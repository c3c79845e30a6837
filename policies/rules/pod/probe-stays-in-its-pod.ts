import { violation } from "../../support/input/finding";
import { perContainer, podTypes } from "../../support/kubernetes/pod";
import type { ResourceRule } from "../../support/rule";

const HANDLERS = [
  ["livenessProbe"],
  ["readinessProbe"],
  ["startupProbe"],
  ["lifecycle", "postStart"],
  ["lifecycle", "preStop"],
] as const;

/** The kubelet probes from the node's network, and must not reach other hosts for a pod. */
export const probeStaysInItsPod: ResourceRule = {
  name: "probe-stays-in-its-pod",
  demands: "A probe or lifecycle handler names no host, so that it uses its own pod.",
  sources: ["PSS baseline: Host Probes / Lifecycle Hooks"],
  profile: "general",
  severity: "medium",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, _pod, subject) {
    for (const handler of HANDLERS)
      for (const kind of ["httpGet", "tcpSocket"]) {
        const host = spec.at(...handler, kind, "host");
        const field = [...handler, kind, "host"].join(".");
        if (host.isSet && host.text !== "")
          yield violation(
            subject,
            `${label} has ${field} ${host.shown}`,
            "only the pod itself may be probed",
            `remove ${field}`,
          );
      }
  }),
};
