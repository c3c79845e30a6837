import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { stockAnalysis } from "../../../infra/catalog/stock-analysis";
import { recoveryAnnotations } from "../../../infra/components/recovery-annotations";
import { budget, horizons } from "../../../infra/recovery/budget";

const BACKUP = "lifeboat/backup-minutes";

describe("recoveryAnnotations", () => {
  it("states what the service promises, and how long its backup takes", () => {
    const backup = { ...stockAnalysis.backup, dumpMibPerSecond: 1024 };
    const service = { ...stockAnalysis, objectives: { rpoMinutes: 30, rtoMinutes: 120 }, backup };
    expect(recoveryAnnotations(service, "now")).toEqual({
      "lifeboat/rpo-minutes": "30",
      "lifeboat/rto-minutes": "120",
      // 100 GiB at 1024 MiB/s are 100 s, and one minute more.
      [BACKUP]: "2.7",
    });
  });

  it.each(services.map((service) => [service.id, service] as const))(
    "never states less than is computed for %s",
    (_, service) => {
      for (const horizon of horizons) {
        const computed = budget(service, horizon).recoveryPoint.backupMinutes;
        const stated = Number(recoveryAnnotations(service, horizon)[BACKUP]);
        expect(stated).toBeGreaterThanOrEqual(computed);
        expect(stated - computed).toBeLessThan(0.1);
      }
    },
  );
});
