import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { certificateProblems } from "../../../infra/catalog/check/certificate";
import { library } from "../../support/service-fixture";

const days = (durationDays: number, renewBeforeDays: number, alertBeforeDays: number) =>
  certificateProblems({
    id: "library",
    certificate: { ...library.certificate, durationDays, renewBeforeDays, alertBeforeDays },
  });

describe("certificateProblems", () => {
  it("finds nothing in the catalog", () => {
    expect(services.flatMap(certificateProblems)).toEqual([]);
  });

  it.each([
    [30, 30, 14],
    [90, 14, 14],
    [90, 14, 30],
    [90, 30, 0],
  ])("refuses %i days, renewed at %i, alert at %i", (duration, renewal, alert) => {
    expect(days(duration, renewal, alert)).toMatchObject([
      {
        thing: "catalog: library: certificate",
        value: `${duration} days, renewed at ${renewal}, alert at ${alert}`,
      },
    ]);
  });

  it("accepts figures in their order", () => {
    expect(days(3, 2, 1)).toEqual([]);
  });
});
