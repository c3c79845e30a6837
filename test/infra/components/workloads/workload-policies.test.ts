import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { services } from "../../../../infra/catalog";
import { MigrateJob } from "../../../../infra/components/jobs/migration";
import { priorityClassNames } from "../../../../infra/components/pod/priority-classes";
import { ServiceWorkloads } from "../../../../infra/components/workloads/service-workloads";
import { externalSecretNames, imageRepositories } from "../../../../infra/config/check/workloads";
import { rules } from "../../../../policies/rules";
import { plain, isFields } from "../../../../policies/support/input/value";
import { judge, resource } from "../../../policies/support/cases";
import { declared, type Resources } from "../../../support/pulumi-mocks";
import { fromConfig, libraryLogin } from "../../../support/workload-fixture";

const image = (repository: string) => `registry.example.com/${repository}@sha256:${"0".repeat(64)}`;
const images = Object.fromEntries(imageRepositories(services).map((each) => [each, image(each)]));
const guard = { image: image("jobs"), scriptsConfigMap: "scripts-1", settingsConfigMap: "settings-1" };

/** Rules but the one that asks for a backup, which is no workload: none stands here. */
const judging = rules.filter(({ name }) => name !== "database-has-a-backup");

/** The application of every service of the catalog, as a standby that serves. */
const everyWorkload = () => {
  for (const service of services) {
    const externalSecrets = Object.fromEntries(
      externalSecretNames(service).map((name) => [name, pulumi.secret("eyJhbGci")]),
    );
    const common = {
      service,
      namespace: service.namespace,
      images,
      database: { ...libraryLogin, name: service.database.name },
      externalSecrets,
      secretSource: fromConfig,
      labels: { "app.kubernetes.io/managed-by": "pulumi" },
      dependsOn: [],
    };
    new ServiceWorkloads(`${service.id}-workloads`, {
      ...common,
      role: "standby",
      posture: "active",
      horizon: "now",
      priorityClasses: priorityClassNames("standby"),
      guard,
    });
    new MigrateJob(`${service.id}-migrate`, {
      ...common,
      priorityClass: "lifeboat-recovery-standby",
    });
  }
};

describe("workloads of the catalog under the policy pack", () => {
  let resources: Resources;
  beforeAll(async () => {
    ({ resources } = await declared(everyWorkload));
  });

  it("are all there", () => {
    const workloads = services.flatMap((service) => service.workloads);
    expect(resources.all("kubernetes:apps/v1:Deployment")).toHaveLength(workloads.length);
    expect(resources.all("kubernetes:batch/v1:Job")).toHaveLength(services.length);
  });

  it.each(judging.map((rule) => [rule.name, rule] as const))("satisfy %s", (_name, rule) => {
    const subjects = resources.list.map(({ type, name, inputs }) => {
      const value = plain(inputs);
      return resource(type, name, isFields(value) ? value : {});
    });
    expect(judge(rule, subjects)).toEqual([]);
  });

  it("have no physical name twice in a namespace", () => {
    const physical = resources
      .all()
      .map(({ type, inputs }) => `${type} ${JSON.stringify(inputs["metadata"])}`)
      .filter((each) => each.includes('"name":'));
    expect(new Set(physical).size).toBe(physical.length);
    expect(physical.length).toBeGreaterThan(50);
  });
});
