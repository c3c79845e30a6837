import { beforeAll, describe, expect, it } from "vitest";
import { jobs } from "../../../../infra/catalog/jobs";
import type { Service } from "../../../../infra/catalog/types";
import type { Settings } from "../../../../infra/config";
import { archived, everywhere, replicated, withLegal } from "../../../support/environment-counts";
import { declareEnvironment as declare } from "../../../support/environment-fixture";
import type { Resources } from "../../../support/pulumi-mocks";
import {
  archivedLibrary,
  library,
  libraryWithLegal,
  primary,
  standby,
} from "../../../support/service-fixture";

const WORDS = /(admin|backup|restore|migrate|monitor|app|identity|primary|standby)-word/;

/** Jobs that do not run by their schedule. */
function suspended(resources: Resources): readonly string[] {
  return resources
    .all("kubernetes:batch/v1:CronJob")
    .filter(({ inputs }) => JSON.stringify(inputs).includes('"suspend":true'))
    .map(({ name }) => name.replace("library-jobs-", ""));
}

interface Case {
  readonly config: Settings;
  readonly service: Service;
  readonly counts: Readonly<Record<string, number>>;
}

describe.each<[string, Case]>([
  ["primary that serves", { config: primary, service: library, counts: replicated }],
  ["primary that archives", { config: primary, service: archivedLibrary, counts: archived }],
  [
    "primary that is fenced",
    {
      config: { ...primary, posture: "fenced" },
      service: library,
      counts: {
        ...replicated,
        "kubernetes:batch/v1:Job": 1,
        "lifeboat:index:RecoveryJob": 1,
      },
    },
  ],
  [
    "primary in safe mode, with legal records",
    {
      config: { ...primary, posture: "safe" },
      service: libraryWithLegal,
      counts: withLegal,
    },
  ],
  ["standby that waits", { config: standby, service: library, counts: everywhere }],
])("ServiceEnvironment of a %s", (_name, { config, service, counts }) => {
  let resources: Resources;
  beforeAll(async () => {
    ({ resources } = await declare(config, service, { stack: "zulu" }));
  });

  it("declares exactly these resources", () => {
    expect(resources.counts()).toEqual(counts);
  });

  it("names each of a type once, by its parent and part, never by the stack", () => {
    const names = resources.all().map(({ type, name }) => `${type} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, parent, type } of resources.all()) {
      expect(name, type).not.toContain("zulu");
      if (parent !== undefined) expect(name, type).toMatch(new RegExp(`^${parent}-`));
    }
  });

  it("hangs everything below the one component of the service", () => {
    expect(resources.all().filter(({ parent }) => parent === undefined)).toMatchObject([
      { type: "lifeboat:index:ServiceEnvironment", name: "library" },
    ]);
    const components = resources.all().flatMap(({ custom, name }) => (custom ? [] : [name]));
    for (const { name, parent } of resources.all())
      if (parent !== undefined) expect(components, name).toContain(parent);
  });

  it("protects what holds data, and nothing else", () => {
    const stateful = [
      "aws:s3/bucket:Bucket",
      "aws:kms/key:Key",
      "aws:kms/replicaKey:ReplicaKey",
      "kubernetes:core/v1:Namespace",
      "kubernetes:core/v1:PersistentVolumeClaim",
      "kubernetes:apps/v1:StatefulSet",
    ];
    for (const { type, name, protect } of resources.all())
      expect(protect, name).toBe(stateful.includes(type));
  });

  it("passes secrets as Pulumi secrets only, to those who need them", () => {
    const holders = resources.all().filter(({ inputs }) => WORDS.test(JSON.stringify(inputs)));
    expect(holders.map(({ name }) => name).sort()).toEqual([
      "library-database-server",
      "library-jobs-database-backup",
      "library-jobs-database-restore",
      "library-jobs-restore-identity",
      "library-scraping-exporter-secret",
      ...(service === archivedLibrary ? ["library-server-admin", "library-server-repositories"] : []),
    ]);
    for (const { name, secretPaths } of holders)
      expect(secretPaths.join(), name).toMatch(/^(password|stringData\b.*)$/);
  });

  it("suspends what does not belong to its posture, and nothing else", () => {
    const waiting = jobs.filter(({ runsIn }) => !runsIn.includes(config.posture));
    expect(suspended(resources)).toEqual(waiting.map(({ name }) => name).sort());
  });

  it("declares the same in a preview, where nothing exists yet", async () => {
    const preview = await declare(config, service, { preview: true });
    expect(preview.resources.counts()).toEqual(counts);
  });
});
