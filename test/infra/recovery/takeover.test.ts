import { describe, expect, it } from "vitest";
import {
  decide,
  neverDeployed,
  type Decision,
  type Situation,
  type Standing,
} from "../../../infra/recovery/takeover";

const names = { own: "dr", peer: "prod" };
const fromPrimary = { own: "prod", peer: "dr" };
const active: Standing = { posture: "active", served: true, tookOver: false, finalBackups: {} };
const passive: Standing = { posture: "passive", served: false, tookOver: false, finalBackups: {} };
const finalBackups = { library: "library-posture-fence-1a2b3c4" };
const fenced: Standing = { posture: "fenced", served: true, tookOver: false, finalBackups };

const standby = (more: Partial<Situation>): Decision =>
  decide(
    { role: "standby", posture: "active", primaryLost: false, own: passive, peer: active, ...more },
    names,
  );
const primary = (more: Partial<Situation>): Decision =>
  decide(
    { role: "primary", posture: "active", primaryLost: false, own: active, peer: passive, ...more },
    fromPrimary,
  );

describe("a standby", () => {
  it.each(["active", "safe"] as const)("does not serve while the primary is %s", (posture) => {
    const { problems, takeover } = standby({ peer: { ...active, posture } });
    expect(takeover).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ thing: "config lifeboat:posture", value: '"active"' });
    expect(problems[0]?.limit).toContain(`prod is ${posture}`);
    expect(problems[0]?.remedy).toContain("pulumi config set lifeboat:posture fenced --stack prod");
    expect(problems[0]?.remedy).toContain("lifeboat:primaryLost true");
  });

  it("does not serve in posture safe either while the primary does", () => {
    expect(standby({ posture: "safe" }).problems).toHaveLength(1);
  });

  it("takes over a fenced primary from its final backups", () => {
    expect(standby({ peer: fenced })).toEqual({
      takeover: { reason: "fenced", finalBackups },
      served: true,
      problems: [],
    });
  });

  it("takes over a lost primary without asking it, from the newest backup", () => {
    expect(standby({ primaryLost: true, peer: undefined })).toEqual({
      takeover: { reason: "lost", finalBackups: {} },
      served: true,
      problems: [],
    });
  });

  it("does not take over a primary that was never deployed", () => {
    expect(standby({ peer: neverDeployed }).problems[0]?.limit).toContain("was never deployed");
  });

  it("keeps its takeover while it serves, so that its steps stay as they ran", () => {
    expect(standby({ own: { ...active, tookOver: true }, peer: fenced }).takeover).toBeDefined();
  });

  it("waits at first deployment, whatever the primary does", () => {
    expect(standby({ posture: "passive", own: neverDeployed })).toEqual({
      takeover: undefined,
      served: false,
      problems: [],
    });
  });

  it("remembers behind a fence that it has served", () => {
    expect(standby({ posture: "fenced", own: active }).served).toBe(true);
    expect(standby({ posture: "fenced", own: { ...fenced, served: true } }).served).toBe(true);
    expect(standby({ posture: "fenced", own: passive }).served).toBe(false);
  });

  it("does not go from serving to waiting without a fence", () => {
    const { problems } = standby({ posture: "passive", own: active });
    expect(problems[0]?.limit).toContain("come after a fence");
    expect(problems[0]?.remedy).toContain("fenced --stack dr");
  });

  it("does not wait again before the primary serves what was written here", () => {
    const { problems } = standby({ posture: "passive", own: fenced, peer: fenced });
    expect(problems[0]?.limit).toContain("prod serves again");
    expect(standby({ posture: "passive", own: fenced, peer: active }).problems).toEqual([]);
  });
});

describe("a primary", () => {
  it("serves where there is no standby yet, or one that waits", () => {
    for (const peer of [undefined, neverDeployed, passive]) {
      expect(primary({ own: neverDeployed, peer })).toEqual({
        takeover: undefined,
        served: true,
        problems: [],
      });
    }
  });

  it.each(["active", "safe"] as const)("does not serve while the standby is %s", (posture) => {
    const { problems } = primary({ own: fenced, peer: { ...active, posture } });
    expect(problems[0]?.limit).toContain(`it is ${posture}`);
    expect(problems[0]?.remedy).toContain("fenced --stack dr");
  });

  it("fails back from the final backups of a fenced standby that has served", () => {
    expect(primary({ own: fenced, peer: fenced }).takeover).toEqual({ reason: "fenced", finalBackups });
  });

  it("fails back when it is built again", () => {
    expect(primary({ own: neverDeployed, peer: fenced }).takeover).toBeDefined();
  });

  it("keeps its failback while the standby is still fenced", () => {
    expect(primary({ own: { ...active, tookOver: true }, peer: fenced })).toMatchObject({
      takeover: { reason: "fenced" },
      problems: [],
    });
  });

  it("that came back by itself fences before it fails back: its data is older", () => {
    const { problems, takeover } = primary({ own: active, peer: fenced });
    expect(takeover).toBeUndefined();
    expect(problems[0]?.limit).toContain("the data of prod is older");
    expect(problems[0]?.remedy).toContain("fenced --stack prod");
  });

  it("goes on serving beside a standby that was fenced without having served", () => {
    expect(primary({ peer: { ...fenced, served: false } })).toMatchObject({
      takeover: undefined,
      problems: [],
    });
  });

  it("takes up its work again after a fence that led to no failover", () => {
    expect(primary({ own: fenced, peer: passive })).toMatchObject({ takeover: undefined, problems: [] });
  });

  it("may be fenced at any time", () => {
    for (const peer of [passive, active, fenced, undefined])
      expect(primary({ posture: "fenced", peer }).problems).toEqual([]);
  });
});
