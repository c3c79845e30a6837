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
const passive: Standing = { ...neverDeployed, posture: "passive" };
const active: Standing = { ...passive, posture: "active", served: true };
const finalBackup = "library-posture-fence-1a2b3c4";
const fenced: Standing = { ...active, posture: "fenced", finalBackup };

const standby = (more: Partial<Situation>): Decision =>
  decide({ role: "standby", posture: "active", lost: false, own: passive, peer: active, ...more }, names);
const primary = (more: Partial<Situation>): Decision =>
  decide(
    { role: "primary", posture: "active", lost: false, own: active, peer: passive, ...more },
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

  it("takes over a fenced primary from its final backup", () => {
    expect(standby({ peer: fenced })).toEqual({
      takeover: { reason: "fenced", finalBackup },
      served: true,
      restored: finalBackup,
      problems: [],
    });
  });

  it("takes its own fence back without a restore, while nobody has served since", () => {
    const kept = { ...fenced, served: true, restored: finalBackup };
    expect(
      standby({ posture: "fenced", own: { ...active, tookOver: true, restored: finalBackup } }),
    ).toMatchObject({
      served: true,
      restored: finalBackup,
    });
    const resumed = standby({ own: kept, peer: fenced });
    expect(resumed).toEqual({ takeover: undefined, served: true, restored: finalBackup, problems: [] });
    // Nor at the updates that follow.
    expect(standby({ own: { ...active, restored: finalBackup }, peer: fenced }).takeover).toBeUndefined();
  });

  it("restores again where the primary has served since, or where it is not known", () => {
    const kept = { ...fenced, served: true, restored: "fence-before" };
    expect(standby({ own: kept, peer: fenced })).toMatchObject({
      takeover: { finalBackup },
      restored: finalBackup,
    });
    expect(standby({ own: { ...kept, restored: undefined }, peer: fenced }).takeover).toBeDefined();
    expect(standby({ posture: "passive", own: kept, peer: active }).restored).toBeUndefined();
  });

  it("takes over a lost primary without asking it, from the newest backup", () => {
    expect(standby({ lost: true, peer: undefined })).toEqual({
      takeover: { reason: "lost", finalBackup: undefined },
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

  it("fails back from the final backup of a fenced standby that has served", () => {
    expect(primary({ own: fenced, peer: fenced }).takeover).toEqual({ reason: "fenced", finalBackup });
  });

  it("takes its own fence back after a failback, without restoring what it had at its beginning", () => {
    const kept = { ...fenced, served: true, restored: finalBackup };
    expect(primary({ own: kept, peer: fenced })).toMatchObject({
      takeover: undefined,
      served: true,
      problems: [],
    });
    expect(primary({ own: { ...active, restored: finalBackup }, peer: fenced }).problems).toEqual([]);
    expect(primary({ own: { ...kept, restored: "fence-before" }, peer: fenced }).takeover).toBeDefined();
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

describe("a message about one service", () => {
  const ofLibrary = { ...names, service: "library" };
  const waiting: Situation = { role: "standby", posture: "active", lost: false, own: passive, peer: active };

  it("names it, and has commands that change nothing else", () => {
    expect(decide(waiting, ofLibrary).problems).toEqual([
      {
        thing: "posture of library",
        value: '"active"',
        limit:
          "wait until it is fenced on prod: it is active there, and two environments must never write at once",
        remedy:
          "fence it first: pulumi config set --path lifeboat:postures.library fenced --stack prod && pulumi up --stack prod; if it is lost there and cannot be fenced: pulumi config set --path lifeboat:lostOnPrimary.library true --stack dr",
      },
    ]);
  });

  it("does not call a primary that lacks it never deployed", () => {
    const [problem] = decide({ ...waiting, peer: neverDeployed }, ofLibrary).problems;
    expect(problem?.limit).toContain("prod, which does not declare it");
    expect(problem?.remedy).toContain("name it in lifeboat:services of prod");
    expect(problem?.remedy).toContain("lifeboat:lostOnPrimary.library true --stack dr");
  });

  it.each<[string, Situation, string]>([
    [
      "the standby serves",
      { role: "primary", posture: "active", lost: false, own: fenced, peer: active },
      "postures.library fenced --stack dr",
    ],
    [
      "the primary has older data",
      { role: "primary", posture: "active", lost: false, own: active, peer: fenced },
      "postures.library fenced --stack prod",
    ],
  ])("is for that service alone where %s", (_why, situation, command) => {
    const [problem] = decide(situation, { ...fromPrimary, service: "library" }).problems;
    expect(problem?.thing).toBe("posture of library");
    expect(problem?.remedy).toContain(`pulumi config set --path lifeboat:${command} && pulumi up`);
  });

  it.each<[string, Partial<Situation>, string]>([
    ["it serves here", { own: active }, "postures.library fenced --stack dr"],
    ["its newest data is here", { own: fenced, peer: fenced }, "postures.library active --stack prod"],
  ])("is for that service alone where it may not wait because %s", (_why, more, command) => {
    const [problem] = decide({ ...waiting, posture: "passive", ...more }, ofLibrary).problems;
    expect(problem?.remedy).toContain(`pulumi config set --path lifeboat:${command} && pulumi up`);
  });
});
