import * as runtime from "@pulumi/pulumi/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { services } from "../../infra/catalog";
import { refused } from "../support/policy-findings";
import type { Registered, Resources } from "../support/pulumi-mocks";
import { program } from "../support/whole-program";

/** A dozen and a half programs, with every module loaded again. */
const PROGRAMS_MILLISECONDS = 900_000;

/** What a platform may lack: the setting that says so, and the resources that change with it and no others. */
const LACKS = {
  cloudflare: {
    settings: { "lifeboat:cloudflare": false },
    gone: /^cloudflare:|^pulumi:providers:cloudflare|Cdn/,
    // The settings of all jobs name the CDN, and their ConfigMap is named by its content.
    changes:
      /-purge|^cdn|^dashboards-|^tasks-app(-base-jobs-https|-base-quota|-alerts|-jobs-.*|-posture-g(ate|uard)-.*)?$/,
  },
  route53: {
    settings: { "lifeboat:route53": false },
    gone: /^aws:route53\/|Failover(Records|Checks)/,
    changes: /^tasks-app-failover/,
  },
  prometheusOperator: {
    settings: { "lifeboat:prometheusOperator": false },
    gone: /^kubernetes:monitoring\.coreos\.com/,
    changes: /-alerts$|-alert-file$|-monitor$|-probe$/,
  },
  certManager: {
    settings: { "lifeboat:certificates": { ingressClass: "nginx" } },
    gone: /^kubernetes:cert-manager\.io/,
    changes: /-certificate$/,
  },
} as const;
type Lack = keyof typeof LACKS;
const lacks = Object.keys(LACKS) as readonly Lack[];

/** Every combination of what may be lacking. */
const combinations = Array.from({ length: 2 ** lacks.length }, (_, bits) =>
  lacks.filter((_lack, index) => (bits & (2 ** index)) !== 0),
);

const declaredWithout = async (without: readonly Lack[], ids: readonly string[]): Promise<Resources> => {
  const change = Object.assign({}, ...without.map((lack) => LACKS[lack].settings)) as object;
  const { resources } = await program("prod", { ...change, "lifeboat:services": ids });
  return resources;
};

const key = ({ type, name }: Registered): string => `${type} ${name}`;

afterAll(() => {
  runtime.setAllConfig({});
});

describe.each([
  ["one service, in every combination", ["tasks-app"], combinations],
  [
    "all services, without one of them or all",
    services.map(({ id }) => id),
    [...lacks.map((lack) => [lack]), lacks],
  ],
] as const)("%s", (_title, ids, some) => {
  it(
    "is declared clean",
    async () => {
      for (const without of some) {
        const resources = await declaredWithout(without, ids);
        expect(refused(resources), without.join(" ")).toEqual([]);
        expect(resources.list.length).toBeGreaterThan(100);
      }
    },
    PROGRAMS_MILLISECONDS,
  );
});

describe.each(lacks)("without %s", (lack) => {
  const { gone, changes } = LACKS[lack];
  let before: Resources;
  let after: Resources;

  beforeAll(async () => {
    before = await declaredWithout([], ["tasks-app"]);
    after = await declaredWithout([lack], ["tasks-app"]);
  }, PROGRAMS_MILLISECONDS);

  it("declares nothing that needs it", () => {
    expect(before.list.filter(({ type }) => gone.test(type))).not.toEqual([]);
    expect(after.list.map(key).filter((each) => gone.test(each.split(" ")[0] ?? ""))).toEqual([]);
  });

  it("changes nothing else", () => {
    const old = new Map(before.list.map((each) => [key(each), JSON.stringify(each)]));
    const now = new Map(after.list.map((each) => [key(each), JSON.stringify(each)]));
    const changed = [...new Set([...old.keys(), ...now.keys()])].filter(
      (each) => old.get(each) !== now.get(each),
    );
    expect(
      changed.filter(
        (each) => !gone.test(each.split(" ")[0] ?? "") && !changes.test(each.split(" ")[1] ?? ""),
      ),
    ).toEqual([]);
  });
});
