import { describe, expect, it } from "vitest";
import { postureProblems } from "../../../../infra/config/check/postures";
import { parse } from "../parsing";

const declared = ["archive", "library", "shop"];
const standby = { role: "standby", peerStack: "organization/lifeboat/prod" } as const;
const primary = { role: "primary" } as const;
type Given = Parameters<typeof postureProblems>[0];

/** Problems as their key and remedy. */
const problems = (config: Given) =>
  postureProblems(config, declared, config).map(({ thing, remedy }) => [
    thing.replace("config lifeboat:", ""),
    remedy,
  ]);

describe("postures of services", () => {
  it.each<[string, Given]>([
    ["differ from the primary's", { ...primary, postures: { library: "fenced", shop: "safe" } }],
    ["are the same as the stack's", { ...primary, posture: "active", postures: { library: "active" } }],
    ["differ from the standby's", { ...standby, postures: { library: "active", shop: "fenced" } }],
    [
      "wait on a standby that serves otherwise",
      { ...standby, posture: "active", primaryLost: true, postures: { shop: "passive" } },
    ],
    [
      "serve what is lost on the primary",
      { ...standby, postures: { library: "active" }, lostOnPrimary: { library: true, shop: false } },
    ],
    [
      "serve a chosen backup of it",
      {
        ...standby,
        postures: { library: "active" },
        lostOnPrimary: { library: true },
        restoreBackups: { library: "2026-01-31T12:00:00Z" },
      },
    ],
    [
      "serve alone where all of the primary is lost",
      { ...standby, postures: { shop: "safe" }, primaryLost: true },
    ],
  ])("are accepted where they %s", (_what, config) => {
    expect(problems(config)).toEqual([]);
  });

  it.each<[string, Given, readonly (readonly [string, string])[]]>([
    [
      "wait on the primary",
      { ...primary, postures: { library: "passive", shop: "passive" } },
      [
        [
          "postures.library",
          "pulumi config rm --path lifeboat:postures.library # did you mean the stack of the standby? To stop it on the primary: fenced",
        ],
        [
          "postures.shop",
          "pulumi config rm --path lifeboat:postures.shop # did you mean the stack of the standby? To stop it on the primary: fenced",
        ],
      ],
    ],
    [
      "are said to be lost by the primary itself",
      { ...primary, primaryLost: true, lostOnPrimary: { library: true } },
      [
        ["primaryLost", "pulumi config rm lifeboat:primaryLost # then set it on the standby's stack"],
        ["lostOnPrimary", "pulumi config rm lifeboat:lostOnPrimary # then set it on the standby's stack"],
      ],
    ],
    [
      "all wait while the primary is said to be lost",
      {
        ...standby,
        posture: "active",
        primaryLost: true,
        postures: { archive: "passive", library: "passive", shop: "passive" },
      },
      [
        [
          "primaryLost",
          "pulumi config rm lifeboat:primaryLost # or pulumi config set lifeboat:posture active",
        ],
      ],
    ],
    [
      "wait although they are said to be lost",
      { ...standby, lostOnPrimary: { library: true, shop: true }, postures: { shop: "active" } },
      [
        [
          "lostOnPrimary.library",
          "pulumi config rm --path lifeboat:lostOnPrimary.library # or pulumi config set --path lifeboat:postures.library active",
        ],
      ],
    ],
    [
      "have chosen backups that nothing restores",
      {
        ...standby,
        postures: { library: "active", shop: "active" },
        lostOnPrimary: { library: true },
        restoreBackups: { library: "2026-01-31T12:00:00Z", shop: "2026-01-31T12:00:00Z" },
      },
      [["restoreBackups.shop", "pulumi config rm --path lifeboat:restoreBackups.shop"]],
    ],
  ])("are refused where they %s", (_what, config, expected) => {
    expect(problems(config)).toEqual(expected);
  });

  it("of unknown services are reported with every other problem, as they are written", () => {
    const { config, problems: found } = parse({
      posture: "passive",
      postures: '{"kyb-platfrom": "fenced", "tasks-app": "passive", "stock-analysis": "asleep"}',
      lostOnPrimary: '{"tasks-ap": true, "tasks-app": "true"}',
    });
    expect(config).toBeUndefined();
    expect(found.map(({ thing, remedy }) => [thing.replace("config lifeboat:", ""), remedy])).toEqual([
      [
        "postures.stock-analysis",
        "pulumi config set --path lifeboat:postures.stock-analysis '<active|passive|fenced|safe>'",
      ],
      ["lostOnPrimary.tasks-app", "pulumi config set --path lifeboat:lostOnPrimary.tasks-app '<true|false>'"],
      [
        "posture",
        "pulumi config set lifeboat:posture active # did you mean the stack of the standby? To stop the primary: fenced",
      ],
      [
        "postures.kyb-platfrom",
        "pulumi config rm --path lifeboat:postures.kyb-platfrom # did you mean kyb-platform?",
      ],
      [
        "lostOnPrimary.tasks-ap",
        "pulumi config rm --path lifeboat:lostOnPrimary.tasks-ap # did you mean tasks-app?",
      ],
    ]);
  });

  it("that cannot be read are one problem, and not another that they are passive", () => {
    const asked = { role: "standby", peerStack: "organization/lifeboat/prod", primaryRegion: "us-east-1" };
    const given = { ...asked, region: "us-west-2", postures: '{"tasks-app": "activ"}' };
    const lost = { primaryLost: "true", lostOnPrimary: '{"tasks-app": true}' };
    const { problems: found } = parse({ ...given, ...lost }, ["replicaRegion"]);
    expect(found.map(({ thing }) => thing)).toEqual(["config lifeboat:postures.tasks-app"]);
  });

  it("are none where none are set", () => {
    expect(parse().config?.settings).toMatchObject({ postures: {}, lostOnPrimary: {} });
    expect(parse({ postures: '{"tasks-app": "fenced"}' }).config?.settings.postures).toEqual({
      "tasks-app": "fenced",
    });
  });
});
