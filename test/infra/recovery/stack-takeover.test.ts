import { describe, expect, it } from "vitest";
import {
  decideStack,
  noStanding,
  type StackDecision,
  type StackSituation,
  type StackStanding,
} from "../../../infra/recovery/stack-takeover";
import { neverDeployed, type Standing } from "../../../infra/recovery/takeover";

const services = ["archive", "library", "shop"];
const names = { own: "dr", peer: "prod" };
const passive: Standing = { ...neverDeployed, posture: "passive" };
const active: Standing = { ...passive, posture: "active", served: true };
const fenced = (id: string): Standing => ({ ...active, posture: "fenced", finalBackup: `${id}-fence` });

/** What a stack says of every service, and of some otherwise. */
const all = (standing: Standing, more: Readonly<Record<string, Standing>> = {}): StackStanding => ({
  ...noStanding,
  services: { ...Object.fromEntries(services.map((id) => [id, standing])), ...more },
});

/** A standby that waits, beside a primary that serves. */
const onStandby = (more: Partial<StackSituation>): StackDecision =>
  decideStack(
    {
      role: "standby",
      services,
      posture: "passive",
      postures: {},
      replicated: new Set(),
      primaryLost: false,
      lostOnPrimary: {},
      restoreBackups: {},
      own: all(passive),
      peer: all(active),
      ...more,
    },
    names,
  );
/** A primary that serves, beside a standby that waits. */
const onPrimary = (more: Partial<StackSituation>): StackDecision =>
  decideStack(
    {
      role: "primary",
      services,
      posture: "active",
      postures: {},
      replicated: new Set(),
      primaryLost: false,
      lostOnPrimary: {},
      restoreBackups: {},
      own: all(active),
      peer: all(passive),
      ...more,
    },
    { own: "prod", peer: "dr" },
  );
const moved = { ...fenced("library"), overridden: true };
const thingsOf = ({ problems }: StackDecision) => problems.map(({ thing }) => thing);
const takenOver = ({ decisions }: StackDecision) =>
  Object.entries(decisions).flatMap(([id, { takeover }]) => (takeover === undefined ? [] : [[id, takeover]]));

describe("one service", () => {
  it("is taken over from its fence, while the others wait", () => {
    const decision = onStandby({ postures: { library: "active" }, peer: all(active, { library: moved }) });
    expect(decision.problems).toEqual([]);
    expect(takenOver(decision)).toEqual([["library", { reason: "fenced", finalBackup: "library-fence" }]]);
    expect(decision.decisions["library"]?.served).toBe(true);
    expect(decision.decisions["shop"]?.served).toBe(false);
  });

  it("is not taken over while the primary serves it, whatever it does with the others", () => {
    const peer = all(fenced("any"), { library: active });
    const decision = onStandby({ postures: { library: "active" }, peer });
    expect(takenOver(decision)).toEqual([]);
    expect(thingsOf(decision)).toEqual(["posture of library"]);
    expect(decision.problems[0]?.remedy).toContain("--path lifeboat:postures.library fenced --stack prod");
  });

  it("that is lost on the primary is taken over without it, and no other is", () => {
    const asked = { postures: { library: "active", shop: "active" } } as const;
    const decision = onStandby({ ...asked, lostOnPrimary: { library: true, shop: false } });
    expect(takenOver(decision)).toEqual([["library", { reason: "lost", finalBackup: undefined }]]);
    expect(thingsOf(decision)).toEqual(["posture of shop"]);
  });

  describe("that is said to be lost, and is fenced on the primary,", () => {
    const lost = {
      postures: { library: "active" },
      lostOnPrimary: { library: true },
      peer: all(active, { library: moved }),
    } as const;

    it("is refused: its newest rows are in the final backup", () => {
      expect(onStandby(lost).problems).toEqual([
        {
          thing: "config lifeboat:lostOnPrimary.library",
          value: "true",
          limit:
            "not be set: prod has fenced it, and what it wrote last is in its final backup; as lost, older data would be served",
          remedy:
            "pulumi config rm --path lifeboat:lostOnPrimary.library --stack dr && pulumi up --stack dr; only if that backup cannot be restored: pulumi config set --path lifeboat:restoreBackups.library '<id or time of another>' --stack dr",
        },
      ]);
      // With what the refusal says, it is taken over from that backup.
      expect(takenOver(onStandby({ ...lost, lostOnPrimary: {} }))).toEqual([
        ["library", { reason: "fenced", finalBackup: "library-fence" }],
      ]);
    });

    it("has no other backup where its server replays the primary's WAL", () => {
      const peer = all(active, { library: { ...moved, replicated: true } });
      const [problem] = onStandby({ ...lost, replicated: new Set(["library"]), peer }).problems;
      expect(problem?.limit).toContain("what it wrote last is in the archive");
      expect(problem?.remedy).not.toContain("restoreBackups");
    });

    it.each<[string, Partial<StackSituation>]>([
      ["the operator names another backup", { restoreBackups: { library: "2026-01-31T12:00:00Z" } }],
      ["it is served here already", { own: all(passive, { library: { ...active, tookOver: true } }) }],
      [
        "its fence took no final backup",
        { peer: all(active, { library: { ...moved, finalBackup: undefined } }) },
      ],
    ])("is lost all the same where %s", (_why, more) => {
      const decision = onStandby({ ...lost, ...more });
      expect(decision.problems).toEqual([]);
      expect(takenOver(decision)).toEqual([["library", { reason: "lost", finalBackup: undefined }]]);
    });
  });

  it("goes on being served by the standby beside a primary that serves the others", () => {
    const own = all(passive, { library: { ...active, tookOver: true, overridden: true } });
    const decision = onPrimary({ postures: { library: "fenced" }, peer: own });
    expect(decision.problems).toEqual([]);
    expect(takenOver(decision)).toEqual([]);
  });

  it("is refused to a primary whose standby serves it, and the others are not", () => {
    const peer = all(passive, { library: { ...active, overridden: true } });
    const decision = onPrimary({ own: all(active, { library: moved }), peer });
    expect(thingsOf(decision)).toEqual(["posture of library"]);
    expect(decision.problems[0]?.remedy).toContain("--path lifeboat:postures.library fenced --stack dr");
  });

  it("fails back from the standby's final backup, while the others are not restored", () => {
    const decision = onPrimary({
      own: all(active, { library: moved }),
      peer: all(passive, { library: moved }),
    });
    expect(decision.problems).toEqual([]);
    expect(takenOver(decision)).toEqual([["library", { reason: "fenced", finalBackup: "library-fence" }]]);
  });

  it("that the primary does not declare is not taken over", () => {
    const { library, ...others } = all(active).services;
    expect(library).toBeDefined();
    const decision = onStandby({
      postures: { library: "active" },
      peer: { ...noStanding, services: others },
    });
    expect(thingsOf(decision)).toEqual(["posture of library"]);
    expect(decision.problems[0]?.limit).toContain("prod, which does not declare it");
  });

  it("that the standby does not declare does not hinder the primary", () => {
    const peer = { ...noStanding, services: { shop: passive } };
    expect(onPrimary({ own: noStanding, peer }).problems).toEqual([]);
  });
});

describe("refusals of several services", () => {
  it("are one, with commands for the stack, where all share the cause", () => {
    const { problems } = onStandby({ posture: "active" });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ thing: "config lifeboat:posture", value: '"active"' });
    expect(problems[0]?.remedy).toContain("pulumi config set lifeboat:posture fenced --stack prod");
    expect(problems[0]?.remedy).toContain("pulumi config set lifeboat:primaryLost true --stack dr");
  });

  it("are one where a service that was moved before has postures of its own on both stacks", () => {
    const decision = onStandby({
      posture: "active",
      postures: { library: "active" },
      own: all(passive, { library: { ...active, tookOver: true, overridden: true } }),
      peer: all(active, { library: moved }),
    });
    expect(thingsOf(decision)).toEqual(["config lifeboat:posture"]);
    expect(takenOver(decision)).toEqual([["library", { reason: "fenced", finalBackup: "library-fence" }]]);
  });

  it.each<[string, Partial<StackSituation>]>([
    ["a service has a posture of its own here", { posture: "active", postures: { shop: "active" } }],
    [
      "a service has a posture of its own on the primary, which the stack's would not change",
      { posture: "active", peer: all(active, { shop: { ...active, overridden: true } }) },
    ],
    ["the causes differ", { posture: "active", peer: all(active, { shop: { ...active, posture: "safe" } }) }],
    ["the postures differ", { posture: "active", postures: { shop: "safe" } }],
  ])("are one for each service where %s, all at once", (_why, more) => {
    const decision = onStandby(more);
    expect(thingsOf(decision)).toEqual(["archive", "library", "shop"].map((id) => `posture of ${id}`));
    for (const [index, { remedy }] of decision.problems.entries())
      expect(remedy).toContain(
        `pulumi config set --path lifeboat:postures.${services[index] ?? ""} fenced --stack prod && pulumi up --stack prod`,
      );
  });

  it("do not fence on the primary what nobody takes over", () => {
    const decision = onStandby({ posture: "active", postures: { shop: "passive" } });
    expect(thingsOf(decision)).toEqual(["posture of archive", "posture of library"]);
    const fewer = onStandby({ posture: "active", services: ["archive"] });
    expect(thingsOf(fewer)).toEqual(["posture of archive"]);
  });

  it("do not fence a lost service with the others, although an output of the whole stack names none", () => {
    const peer = { services: {}, others: active };
    const decision = onStandby({ posture: "active", lostOnPrimary: { library: true }, peer });
    expect(thingsOf(decision)).toEqual(["posture of archive", "posture of shop"]);
    const own = onStandby({ services: ["shop"], postures: { shop: "active" }, peer });
    expect(thingsOf(own)).toEqual(["posture of shop"]);
  });

  it("may be of several causes, and a missing final backup is one of them", () => {
    const { finalBackup, ...unfinished } = fenced("shop");
    expect(finalBackup).toBeDefined();
    const peer = all(active, { shop: { ...unfinished, finalBackup: undefined } });
    const decision = onStandby({ postures: { library: "active", shop: "active" }, peer });
    expect(thingsOf(decision)).toEqual(["posture of library", "final backup of shop"]);
    const remedy = decision.problems[1]?.remedy;
    expect(remedy).toContain(
      "pulumi config set --path lifeboat:postures.shop fenced --stack prod && pulumi up",
    );
    expect(remedy).toContain("pulumi config set --path lifeboat:lostOnPrimary.shop true --stack dr");
    const back = onPrimary({
      own: all(fenced("any")),
      peer: all(passive, { shop: { ...unfinished, finalBackup: undefined } }),
    });
    expect(thingsOf(back)).toEqual(["final backup of shop"]);
    expect(back.problems[0]?.remedy).not.toContain("lostOnPrimary");
  });
});

describe("an output of the whole stack", () => {
  const others: Standing = { ...active, posture: "fenced" };
  const whole: StackStanding = {
    services: Object.fromEntries(
      ["archive", "library"].map((id) => [id, { ...others, finalBackup: `${id}-f` }]),
    ),
    others,
  };

  it("holds for each service, with its final backup", () => {
    const decision = onStandby({ postures: { library: "active" }, peer: whole });
    expect(takenOver(decision)).toEqual([["library", { reason: "fenced", finalBackup: "library-f" }]]);
  });

  it("holds for a service that it does not name too, whose final backup is missing", () => {
    expect(thingsOf(onStandby({ posture: "active", peer: whole }))).toEqual(["final backup of shop"]);
    const serving = { services: {}, others: active };
    expect(thingsOf(onStandby({ posture: "active", peer: serving }))).toEqual(["config lifeboat:posture"]);
  });
});

it("a lost primary is taken over with every service that is to serve", () => {
  const decision = onStandby({
    posture: "active",
    postures: { shop: "passive" },
    primaryLost: true,
    peer: undefined,
  });
  expect(decision.problems).toEqual([]);
  expect(takenOver(decision).map(([id]) => id)).toEqual(["archive", "library"]);
});

describe("a replicated database server", () => {
  const replicated = new Set(["library"]);
  const here = { replicated };
  const there = (standing: Standing) => all(standing, { library: { ...standing, replicated: true } });
  const thing = "config lifeboat:databaseServers.library";

  it("begins on the primary, and its standby follows", () => {
    expect(onPrimary(here).problems).toEqual([]);
    expect(onStandby({ ...here, peer: there(active) }).problems).toEqual([]);
    expect(onStandby(here).problems).toMatchObject([
      {
        thing,
        remedy:
          "pulumi config set --path lifeboat:databaseServers.library replicated --stack prod && pulumi up --stack prod",
      },
    ]);
    expect(onStandby({ ...here, peer: noStanding }).problems).toEqual([]);
  });

  it("is not fenced where nothing takes its last WAL, nor taken over where a dump waits", () => {
    const fence = { postures: { library: "fenced" } } as const;
    expect(thingsOf(onPrimary({ ...here, ...fence }))).toEqual([thing]);
    expect(thingsOf(onPrimary({ ...here, ...fence, peer: there(passive) }))).toEqual([]);
    const takes = { postures: { library: "active" } } as const;
    expect(thingsOf(onStandby({ ...here, ...takes, peer: all(active, { library: moved }) }))).toEqual([
      thing,
    ]);
    // Nothing removes the server that has the data.
    expect(
      onStandby({ ...takes, peer: all(active, { library: { ...moved, replicated: true } }) }).problems,
    ).toMatchObject([
      {
        thing,
        value: "(not replicated)",
        remedy:
          "pulumi config set --path lifeboat:databaseServers.library replicated --stack dr && pulumi up --stack dr",
      },
    ]);
  });

  it("is taken over from a lost primary, whatever that said", () => {
    expect(
      takenOver(onStandby({ ...here, postures: { library: "active" }, primaryLost: true, peer: undefined })),
    ).toEqual([["library", { reason: "lost", finalBackup: undefined }]]);
  });
});
