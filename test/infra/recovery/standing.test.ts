import { describe, expect, it } from "vitest";
import { readStanding, standingOutput } from "../../../infra/recovery/standing";
import { neverDeployed } from "../../../infra/recovery/takeover";

const takeover = { reason: "lost", finalBackup: undefined } as const;

describe("the output standing", () => {
  it("says of each service what the next decision depends on, and is read back as that", () => {
    const written = standingOutput(
      { posture: "passive", postures: { library: "active", shop: "fenced" } },
      {
        archive: { takeover: undefined, served: false },
        library: { takeover, served: true },
        shop: { takeover: undefined, served: true, restored: "prod-fence" },
      },
      { shop: "shop-fence" },
      new Set(["shop"]),
    );
    expect(written).toEqual({
      archive: { posture: "passive", overridden: false, served: false, tookOver: false },
      library: { posture: "active", overridden: true, served: true, tookOver: true },
      shop: {
        ...{ posture: "fenced", overridden: true, served: true, tookOver: false },
        ...{ finalBackup: "shop-fence", replicated: true, restored: "prod-fence" },
      },
    });
    const { archive, library, shop } = written;
    expect(readStanding(JSON.parse(JSON.stringify(written)))).toEqual({
      services: {
        archive: { ...archive, finalBackup: undefined, replicated: false },
        library: { ...library, finalBackup: undefined, replicated: false },
        shop,
      },
      others: neverDeployed,
    });
  });

  it("of a stack that version 0.1.0 deployed holds for every service", () => {
    const whole = { posture: "fenced", served: true, tookOver: false };
    const each = { ...whole, overridden: false, replicated: false };
    expect(readStanding({ ...whole, finalBackups: { library: "library-fence" } })).toEqual({
      services: { library: { ...each, finalBackup: "library-fence" } },
      others: { ...each, finalBackup: undefined },
    });
    expect(readStanding(whole)?.others.posture).toBe("fenced");
  });

  it.each<[string, unknown]>([
    ["has no service", {}],
    [
      "has an unknown posture",
      { library: { posture: "up", overridden: false, served: true, tookOver: false } },
    ],
    ["lacks what was served", { library: { posture: "active", overridden: false, tookOver: false } }],
    ["has an unknown posture of the whole stack", { posture: "up", served: true, tookOver: false }],
    [
      "is damaged for one of its services",
      {
        archive: { posture: "active", overridden: false, served: true, tookOver: false },
        library: "active",
      },
    ],
    ["is a text", "active"],
  ])("is not read where it %s", (_what, value) => {
    expect(readStanding(value)).toBeUndefined();
  });
});
