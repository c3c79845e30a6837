import type { Probe, Probes } from "../../catalog/types";

/** A probe as the kubelet wants it; a port by its name. */
function probeSpec({ check, ...timing }: Probe) {
  const question =
    "http" in check
      ? { httpGet: { path: check.http, port: check.port, scheme: "HTTP" } }
      : "tcp" in check
        ? { tcpSocket: { port: check.tcp } }
        : { exec: { command: [...check.command] } };
  return { ...question, ...timing };
}

/** The three probes of a container, as declared (JACK-1, MAC-4). */
export function probeSpecs({ startup, readiness, liveness }: Probes) {
  return {
    startupProbe: probeSpec(startup),
    readinessProbe: probeSpec(readiness),
    livenessProbe: probeSpec(liveness),
  };
}
