import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { stockAnalysis } from "../../../infra/catalog/stock-analysis";
import { recoveryAnnotations } from "../../../infra/recovery/note";
import { budget, horizons } from "../../../infra/recovery/budget";

const BACKUP = "lifeboat/backup-minutes";
const RECOVERY = "lifeboat/recovery-minutes";

describe("recoveryAnnotations", () => {
  it("states what the service promises, and how long its backup takes", () => {
    const backup = { ...stockAnalysis.backup, dumpMibPerSecond: 1024 };
    const service = { ...stockAnalysis, objectives: { rpoMinutes: 30, rtoMinutes: 120 }, backup };
    expect(recoveryAnnotations(service, "now")).toEqual({
      "lifeboat/rpo-minutes": "30",
      "lifeboat/rto-minutes": "120",
      [RECOVERY]: String(Math.ceil(budget(service, "now").recoveryTime.worstMinutes * 10) / 10),
      // 100 GiB at 1024 MiB/s are 100 s, and one minute more.
      [BACKUP]: "2.7",
    });
  });

  it.each(services.map((service) => [service.id, service] as const))(
    "never states less than is computed for %s",
    (_, service) => {
      for (const horizon of horizons) {
        const { recoveryPoint, recoveryTime } = budget(service, horizon);
        const stated = recoveryAnnotations(service, horizon);
        for (const [name, computed] of [
          [BACKUP, recoveryPoint.backupMinutes],
          [RECOVERY, recoveryTime.worstMinutes],
        ] as const) {
          expect(Number(stated[name])).toBeGreaterThanOrEqual(computed);
          expect(Number(stated[name]) - computed).toBeLessThan(0.1);
        }
      }
    },
  );
});
