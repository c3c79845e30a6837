import { describe, expect, it } from "vitest";
import { connectionsWanted } from "../../../infra/catalog/check/database";
import { dotmacPlatform } from "../../../infra/catalog/dotmac-platform";
import { jackpotService } from "../../../infra/catalog/jackpot-service";
import { chain, workload } from "./find";

describe("DotMac platform", () => {
  it("MAC-1, MAC-2 and MAC-4", () => {
    const api = workload(dotmacPlatform, "dotmac-api");
    const size = (request: number, limit: number, memory: number, memoryLimit: number) => ({
      cpuRequestMillicores: request,
      cpuLimitMillicores: limit,
      memoryRequestMib: memory,
      memoryLimitMib: memoryLimit,
    });
    expect(api.sizes.normal).toEqual(size(500, 1000, 1024, 2048));
    expect(api.sizes.scaled).toEqual(size(1000, 2000, 2048, 4096));
    expect(api.replicas.primary).toBe(6);
    expect(api.autoscaling?.maxReplicas).toBe(10);
    expect(Object.keys(api.env)).toEqual(
      expect.arrayContaining(["CIRCUIT_BREAKER_ENABLED", "RATE_LIMIT_PER_HOUR"]),
    );
    expect(api.secrets.map(({ name }) => name)).toEqual(["DATABASE_URL", "JWT_SECRET"]);
    expect(api.balancing).toEqual({
      algorithm: "least_conn",
      maxFails: 3,
      failTimeoutSeconds: 30,
      check: { intervalSeconds: 10, fails: 3, passes: 2 },
    });
  });

  it("MAC-5, MAC-7, MAC-8 and MAC-12", () => {
    expect(dotmacPlatform.database).toMatchObject({
      maxConnections: 200,
      settings: { idleSessionMinutes: 60, slowStatementMilliseconds: 1000 },
    });
    expect(connectionsWanted(dotmacPlatform)).toBeLessThanOrEqual(160);
    expect(dotmacPlatform.certificate.secretName).toBe("dotmac-tls");
    expect(dotmacPlatform.imagePullSecret).toBe("regcred");
    expect(dotmacPlatform.housekeeping).toMatchObject({ logRetentionDays: 7, oldDataRetentionDays: 30 });
  });
});

describe("Jackpot service", () => {
  it("JACK-1, JACK-2 and JACK-3", () => {
    const only = workload(jackpotService, "jackpot-service");
    expect(only.ports.map(({ containerPort }) => containerPort)).toEqual([3000, 3001]);
    expect(only.env).toMatchObject({ JACKPOT_CACHE_TTL: 300, JACKPOT_MAX_CONNECTIONS: 20 });
    expect(only.pool?.size).toBe(20);
    expect(only.sizes.normal.memoryLimitMib).toBe(1024);
    expect(only.sizes.safe).toMatchObject({
      memoryLimitMib: 512,
      env: { NODE_OPTIONS: "--max-old-space-size=384" },
    });
  });

  it("JACK-4, JACK-6 and JACK-10", () => {
    expect(jackpotService.thresholds).toMatchObject({
      cpuPercent: 80,
      memoryPercent: 85,
      diskPercent: 90,
      errorPercent: 1,
      evaluationMinutes: 5,
    });
    const codes = jackpotService.errorCodes.map(({ code }) => code);
    expect(codes.filter((code) => /^J00[1-8]$/.test(code))).toHaveLength(8);
    expect(codes.filter((code) => /^DB00[1-8]$/.test(code))).toHaveLength(8);
    expect(chain(jackpotService).map(([, minutes]) => minutes)).toEqual([0, 30, 120, 480]);
    const { areas } = jackpotService.escalation;
    expect([
      areas.application,
      areas.data,
      areas.performance,
      areas.security,
      areas.infrastructure,
    ]).toMatchObject([15, 30, 60, 60, 120].map((responseMinutes) => ({ responseMinutes })));
  });
});
