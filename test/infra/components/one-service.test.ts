import * as runtime from "@pulumi/pulumi/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../infra/catalog";
import { jobs } from "../../../infra/catalog/jobs";
import type { Registered, Resources } from "../../support/pulumi-mocks";
import { program } from "../../support/whole-program";

/** Four programs, with every module loaded again. */
const PROGRAMS_MS = 180_000;
const MOVED = "kyb-platform";
const unmoved = services.map(({ id }) => id).filter((id) => id !== MOVED);
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const RULES = "kubernetes:monitoring.coreos.com/v1:PrometheusRule";

/** Logical names of everything below the moved service's environment. */
function ofMoved(resources: Resources): ReadonlySet<string> {
  const names = new Set([MOVED]);
  for (let size = 0; size < names.size;) {
    size = names.size;
    for (const { name, parent } of resources.list)
      if (parent !== undefined && names.has(parent)) names.add(name);
  }
  return names;
}

const key = ({ type, name }: Registered): string => `${type.split(":").at(-1) ?? ""} ${name}`;
const byKey = (resources: Resources): ReadonlyMap<string, Registered> =>
  new Map(resources.list.map((each) => [key(each), each]));

/** What is declared otherwise, by kind and logical name: `~` is another object, `+` comes, `-` goes. */
function changes(before: Resources, after: Resources): readonly string[] {
  const [old, now] = [byKey(before), byKey(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name) => {
    if (!old.has(name)) return [`+ ${name}`];
    if (!now.has(name)) return [`- ${name}`];
    return JSON.stringify(old.get(name)) === JSON.stringify(now.get(name)) ? [] : [`~ ${name}`];
  });
}

const sheet = z.object({ data: z.record(z.string(), z.string()) });
/** A dashboard's rows: what is shown of each service is in rows of its own, or in queries that name it. */
const rows = z.object({
  panels: z.array(z.object({ title: z.string().optional(), type: z.string() }).loose()),
});

/** The panels of a dashboard by their row, without the row of the moved service. */
function panelsOfOthers(resources: Resources, name: string): string {
  const [text = ""] = Object.values(
    sheet.parse(resources.one("kubernetes:core/v1:ConfigMap", name).inputs).data,
  );
  const { title } = services.find(({ id }) => id === MOVED) ?? { title: "" };
  let row = "";
  const kept = rows.parse(JSON.parse(text)).panels.filter((panel) => {
    if (panel.type === "row") row = panel.title ?? "";
    return !row.startsWith(title);
  });
  expect(kept.length).toBeGreaterThan(10);
  return JSON.stringify(kept);
}

const object = z.object({
  spec: z.object({ replicas: z.number().optional(), suspend: z.boolean().optional() }),
});
const specOf = (resources: Resources, type: string, name: string) =>
  object.parse(resources.one(type, name).inputs).spec;

/** Services that back up by their schedule, and those whose application may log in. */
const backsUp = (resources: Resources): readonly string[] =>
  services
    .map(({ id }) => id)
    .filter((id) => specOf(resources, "kubernetes:batch/v1:CronJob", `${id}-jobs-backup`).suspend === false);
const mayLogIn = (resources: Resources): readonly string[] =>
  services
    .map(({ id }) => id)
    .filter(
      (id) =>
        resources.one("postgresql:index/role:Role", `${id}-posture-login-role`).inputs["login"] === true,
    );

/** How the parts of the gate change, and the service's other changes. */
function parts(changed: readonly string[]): readonly [gate: readonly string[], others: readonly string[]] {
  const isGate = (each: string): boolean => each.includes(`${MOVED}-posture-gate`);
  const others = changed.filter((each) => each.includes(MOVED) && !isGate(each));
  return [[...new Set(changed.filter(isGate).map((each) => each.slice(0, 1)))], others];
}

/** CronJobs of the moved service that change, of those jobs. */
const cronJobs = (change: (job: (typeof jobs)[number]) => boolean | undefined): readonly string[] =>
  jobs
    .filter((job) => change(job))
    .map(({ name }) => `~ CronJob ${MOVED}-jobs-${name}`)
    .sort();

describe("one service that is moved to dr", () => {
  let prod: Readonly<Record<"before" | "after", Resources>>;
  let dr: Readonly<Record<"before" | "after", Resources>>;
  let standing: Readonly<Record<"prod" | "dr", unknown>>;

  beforeAll(async () => {
    const given = {
      fenced: { "lifeboat:postures": { [MOVED]: "fenced" } },
      active: { "lifeboat:postures": { [MOVED]: "active" }, "lifeboat:lostOnPrimary": { [MOVED]: true } },
    };
    const fenced = await program("prod", given.fenced);
    const active = await program("dr", given.active);
    prod = { before: (await program("prod")).resources, after: fenced.resources };
    dr = { before: (await program("dr")).resources, after: active.resources };
    standing = { prod: fenced.result["standing"], dr: active.result["standing"] };
  }, PROGRAMS_MS);
  afterAll(() => {
    runtime.setAllConfig({});
  });

  const sides = () => ({ prod, dr });

  it.each(["prod", "dr"] as const)("changes no byte of the other services on %s", (side) => {
    const { before, after } = sides()[side];
    const own = new Set([...ofMoved(before), ...ofMoved(after)]);
    expect(own.size).toBeGreaterThan(50);
    for (const id of unmoved) expect(own).not.toContain(id);
    const changed = changes(before, after).filter((each) => !own.has(each.split(" ").at(-1) ?? ""));
    // Each shows all services.
    expect(changed).toEqual(["~ ConfigMap dashboards-overview", "~ ConfigMap dashboards-recovery"]);
    for (const name of ["dashboards-overview", "dashboards-recovery"])
      expect(panelsOfOthers(after, name)).toBe(panelsOfOthers(before, name));
  });

  it("stops its writers, schedules and login on prod, and takes a final backup", () => {
    const { after } = prod;
    const [gate, others] = parts(changes(prod.before, after));
    expect(gate).toEqual(["-"]);
    expect(others).toEqual([
      ...cronJobs(({ runsIn }) => runsIn.includes("active") && !runsIn.includes("fenced")),
      "~ Deployment kyb-platform-posture-workloads-kyb-platform-deployment",
      "- HorizontalPodAutoscaler kyb-platform-posture-workloads-kyb-platform-autoscaler",
      "+ Job kyb-platform-posture-fence-job",
      "~ Probe kyb-platform-scraping-own-probe",
      "~ PrometheusRule kyb-platform-alerts",
      "+ RecoveryJob kyb-platform-posture-fence",
      "~ Role kyb-platform-posture-login-role",
    ]);
    expect(specOf(after, DEPLOYMENT, `${MOVED}-posture-workloads-${MOVED}-deployment`).replicas).toBe(0);
    expect(backsUp(after)).toEqual(unmoved);
    expect(mayLogIn(after)).toEqual(unmoved);
  });

  it("restores and serves it on dr, with its own schedules, alerts, probes and autoscaler", () => {
    const { after } = dr;
    const [gate, others] = parts(changes(dr.before, after));
    expect(gate).toEqual(["+"]);
    expect(others).toEqual([
      // What proves backups reads the environment's own from now on.
      ...cronJobs(
        ({ runsIn, proves }) => runsIn.includes("active") && (proves || !runsIn.includes("passive")),
      ),
      "~ Deployment kyb-platform-posture-workloads-kyb-platform-deployment",
      "+ HorizontalPodAutoscaler kyb-platform-posture-workloads-kyb-platform-autoscaler",
      "+ Job kyb-platform-posture-fence-check-job",
      "+ Job kyb-platform-posture-restore-job",
      "+ Job kyb-platform-posture-smoke-job",
      "~ Probe kyb-platform-scraping-own-probe",
      "- Probe kyb-platform-scraping-peer-probe",
      "~ PrometheusRule kyb-platform-alerts",
      "+ RecoveryJob kyb-platform-posture-fence-check",
      "+ RecoveryJob kyb-platform-posture-restore",
      "+ RecoveryJob kyb-platform-posture-smoke",
      "~ Role kyb-platform-posture-login-role",
    ]);
    expect(backsUp(after)).toEqual([MOVED]);
    expect(mayLogIn(after)).toEqual([MOVED]);
    const rules = JSON.stringify(after.one(RULES, `${MOVED}-alerts`).inputs);
    expect(rules).toContain('"EndpointDown"');
    expect(rules).not.toContain('"PeerDown"');
    expect(JSON.stringify(after.one(RULES, "tasks-app-alerts").inputs)).toContain('"PeerDown"');
  });

  it.each(["prod", "dr"] as const)(
    "changes no record and no health check on %s: DNS follows health",
    (side) => {
      const { before, after } = sides()[side];
      const records = before.list.filter(({ type }) => type.startsWith("aws:route53/"));
      expect(records.length).toBeGreaterThan(10);
      expect(after.list.filter(({ type }) => type.startsWith("aws:route53/"))).toEqual(records);
    },
  );

  it("is in the outputs of both stacks by itself", () => {
    const waits = { posture: "passive", overridden: false, served: false, tookOver: false };
    expect(standing.dr).toEqual({
      ...Object.fromEntries(unmoved.map((id) => [id, waits])),
      [MOVED]: { posture: "active", overridden: true, served: true, tookOver: true },
    });
    const serves = { posture: "active", overridden: false, served: true, tookOver: false };
    expect(standing.prod).toMatchObject({
      ...Object.fromEntries(unmoved.map((id) => [id, serves])),
      [MOVED]: { posture: "fenced", overridden: true, served: false, tookOver: false },
    });
  });
});
