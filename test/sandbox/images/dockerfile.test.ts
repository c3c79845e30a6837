import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { jsonExporter } from "../../../infra/scraping/json-exporter";
import type { Service } from "../../../infra/catalog/types";
import { contextOf, declaredImage, IMAGE_NAMES, parseImage } from "../../../sandbox/images/dockerfile";

describe("an image read from its Dockerfile", () => {
  it("has the environment, directory, and user that it declares", () => {
    const text = `FROM x
ENV A=1 B=two
WORKDIR /w
USER 8:7`;
    expect(parseImage(text)).toEqual({
      env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", A: "1", B: "two" },
      workingDir: "/w",
      uid: 8,
      gid: 7,
    });
  });

  it("refuses what it would read wrongly", () => {
    expect(() => parseImage('ENV A="two words"')).toThrow('ENV A="two');
    expect(() => parseImage("USER sailor")).toThrow("USER sailor");
  });

  it.each(IMAGE_NAMES)("is no root in image %s", (name) => {
    const { uid, gid } = declaredImage(name);
    expect(Math.min(uid, gid)).toBeGreaterThan(1000);
  });
});

/** Every program that the catalog has a pod run from a service's own images. */
function programsOf({ database, readinessGates, workloads }: Service): readonly string[] {
  const asked = workloads.flatMap(({ probes: { startup, readiness, liveness } }) =>
    [startup, readiness, liveness].flatMap(({ check }) => ("command" in check ? [check.command] : [])),
  );
  const { migrateCommand, migrationTrial } = database;
  const commands: readonly (readonly string[])[] = [
    ...workloads.flatMap(({ command }) => (command === undefined ? [] : [command])),
    ...asked,
    migrateCommand,
    ...("command" in migrationTrial ? [migrationTrial.command] : []),
    ...readinessGates.map(({ command }) => command),
  ];
  return commands.flatMap(([program = ""]) => program);
}

describe("the drill's application", () => {
  const dockerfile = readFileSync(path.join(contextOf("application"), "Dockerfile"), "utf8");
  const program = readFileSync(path.join(contextOf("application"), "application.py"), "utf8");

  it.each(services.map((service) => [service.id, service] as const))(
    "has every program that pods of %s run",
    (_, service) => {
      const linked = /for command in ([\w ]+);/.exec(dockerfile)?.[1]?.split(" ") ?? [];
      const known = [...linked, "/app/kyb-platform", "redis-server"];
      expect(programsOf(service).filter((name) => !known.includes(name))).toEqual([]);
    },
  );

  it("listens on every port that has a probe or a Service over HTTP", () => {
    const listens = /^PORTS = \(([\d, ]+)\)$/m.exec(program)?.[1]?.split(", ").map(Number) ?? [];
    const declared = services.flatMap(({ workloads }) =>
      workloads
        .filter(({ imageRepository }) => !/^(redis|nginxinc\/.*)$/.test(imageRepository))
        .flatMap(({ ports }) => ports.map(({ containerPort }) => containerPort)),
    );
    expect([...new Set([...declared, jsonExporter.port])].sort()).toEqual([...listens].sort());
  });
});
