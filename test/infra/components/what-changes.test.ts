import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import type { Settings } from "../../../infra/config";
import { environments } from "../../support/catalog-environments";
import type { Registered } from "../../support/pulumi-mocks";
import { primary, standby } from "../../support/service-fixture";

type Takeover = Parameters<typeof environments>[1];

const byName = (resources: readonly Registered[]) =>
  new Map(
    resources.map((resource) => [`${resource.type.split(":").at(-1) ?? ""} ${resource.name}`, resource]),
  );

/** What another config declares otherwise, by kind and logical name: `~` is another object, `+` comes, `-` goes. */
async function changes(
  id: string,
  config: Settings,
  change: Partial<Settings>,
  takeover?: Takeover,
): Promise<readonly string[]> {
  const chosen = services.filter((service) => service.id === id);
  const before = byName(await environments(config, takeover, chosen));
  const after = byName(await environments({ ...config, ...change }, takeover, chosen));
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === undefined) return [`+ ${name}`];
    if (now === undefined) return [`- ${name}`];
    return JSON.stringify(old) === JSON.stringify(now) ? [] : [`~ ${name}`];
  });
}

const image = (repository: string) => ({
  images: { ...primary.images, [repository]: `registry.example.com/${repository}@sha256:${"f".repeat(64)}` },
});
const workload = (kind: string, service: string, name: string, part: string) =>
  `~ ${kind} ${service}-posture-workloads-${name}-${part}`;
/** The Jobs that a new version has to pass. */
const gated = (service: string) =>
  ["check-job", "migrate"].map((part) => `~ Job ${service}-posture-gate-${part}`);
const active: Settings = { ...standby, posture: "active" };
const lost: Takeover = { reason: "lost", finalBackup: undefined };

describe("a change of one value changes", () => {
  it("nothing of another service", async () => {
    expect(await changes("jackpot-service", primary, { maintenance: ["tasks-app"] })).toEqual([]);
  });

  it("nothing where nothing is changed", async () => {
    expect(await changes("jackpot-service", primary, {})).toEqual([]);
  });

  const inMaintenance = [
    workload("ConfigMap", "tasks-app", "tasks-api", "config"),
    workload("Deployment", "tasks-app", "tasks-api", "deployment"),
  ];

  it("the variables and the Deployment of a service that goes into maintenance (TASK-9)", async () => {
    expect(await changes("tasks-app", primary, { maintenance: ["tasks-app"] })).toEqual(inMaintenance);
  });

  it("no more than that on a standby that took over: its migrations do not run again", async () => {
    expect(await changes("tasks-app", active, { maintenance: ["tasks-app"] }, lost)).toEqual(inMaintenance);
  });

  it("the variables and the Deployment of a service in debug mode (JACK-2), and not its migrations", async () => {
    const said = [
      workload("ConfigMap", "jackpot-service", "jackpot-service", "config"),
      workload("Deployment", "jackpot-service", "jackpot-service", "deployment"),
    ];
    expect(await changes("jackpot-service", primary, { debug: ["jackpot-service"] })).toEqual(said);
    expect(await changes("jackpot-service", primary, { debug: ["tasks-app"] })).toEqual([]);
  });

  it("the files and the Deployment whose feature flag is another, and asks for it before (KYB-7)", async () => {
    expect(
      await changes("kyb-platform", primary, { features: { "kyb-platform": { merchant_portfolio: false } } }),
    ).toEqual([
      "~ ConfigMap kyb-platform-posture-gate-check-files",
      "~ ConfigMap kyb-platform-posture-gate-migrate-files",
      workload("ConfigMap", "kyb-platform", "kyb-platform", "files"),
      workload("Deployment", "kyb-platform", "kyb-platform", "deployment"),
      ...gated("kyb-platform"),
    ]);
  });

  it("the Deployment of an image, its gate, the backup before it migrates, and the purge of what it serves", async () => {
    const once = (changed: readonly string[]) => changed.filter((each) => /^[-+] Job /.test(each));
    const of = async (service: string, repository: string) => {
      const changed = await changes(service, primary, image(repository));
      const digestless = once(changed).map((each) => each.replace(/[0-9a-f]{10}$/, ""));
      return { others: changed.filter((each) => !once(changed).includes(each)), jobs: digestless.sort() };
    };
    const backedUp = (service: string) =>
      ["+", "-"].map((sign) => `${sign} Job ${service}-posture-gate-backup-`);
    expect(await of("kyb-platform", "kyb-platform")).toEqual({
      others: [
        workload("Deployment", "kyb-platform", "kyb-platform", "deployment"),
        ...gated("kyb-platform"),
      ],
      jobs: backedUp("kyb-platform"),
    });
    expect(await of("tasks-app", "tasks-app/api")).toEqual({
      others: [workload("Deployment", "tasks-app", "tasks-api", "deployment"), ...gated("tasks-app")],
      jobs: [...backedUp("tasks-app"), "+ Job tasks-app-purge-", "- Job tasks-app-purge-"].sort(),
    });
  });

  it("the Deployments of a size, and no quota (MAC-1)", async () => {
    expect(await changes("dotmac-platform", primary, { sizes: { "dotmac-platform": "scaled" } })).toEqual(
      ["dotmac-api", "dotmac-frontend", "redis"].map((name) =>
        workload("Deployment", "dotmac-platform", name, "deployment"),
      ),
    );
  });

  it("nothing where posture safe has its own size", async () => {
    expect(
      await changes(
        "dotmac-platform",
        { ...primary, posture: "safe" },
        { sizes: { "dotmac-platform": "scaled" } },
      ),
    ).toEqual([]);
  });

  it("the Secrets and what mounts them where a store takes their place", async () => {
    const changed = await changes("kyb-platform", primary, {
      secretStore: { kind: "SecretStore", name: "vault" },
    });
    expect(changed).toContain("- Secret kyb-platform-jobs-database-backup");
    expect(changed).toContain("+ ExternalSecret kyb-platform-jobs-database-backup");
    expect(changed).toContain("~ CronJob kyb-platform-jobs-backup");
    expect(changed).not.toContain("~ CronJob kyb-platform-jobs-config-backup");
  });
});
