import { describe, expect, it } from "vitest";
import { probeSpecs } from "../../../../infra/components/workloads/workload-probes";
import { binder, desk, shelf } from "../../../support/workload-fixture";

describe("probeSpecs", () => {
  it("asks a path over HTTP, with every figure as declared", () => {
    expect(probeSpecs(desk.probes).readinessProbe).toEqual({
      httpGet: { path: "/ready", port: "http", scheme: "HTTP" },
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
      successThreshold: 2,
    });
  });

  it("asks whether a port is open", () => {
    expect(probeSpecs(shelf.probes).startupProbe).toEqual({
      tcpSocket: { port: "shelf" },
      periodSeconds: 5,
      timeoutSeconds: 5,
      failureThreshold: 12,
    });
  });

  it("runs a command", () => {
    expect(probeSpecs(binder.probes).livenessProbe).toEqual({
      exec: { command: ["ping"] },
      periodSeconds: 60,
      timeoutSeconds: 15,
      failureThreshold: 3,
    });
  });
});
