import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import type { Service } from "../../../infra/catalog/types";
import { workloadSelector } from "../../../infra/components/workloads/workload-service";
import { kubectl, type Command } from "../../../infra/runbook/command";
import { alertsOfPage } from "../../../infra/runbook/page-alerts";
import { stepsOf } from "../../../infra/runbook/steps";
import { pageEnvironments, runbookPath } from "../../../sandbox/render/runbook-pages";

const root = path.resolve(__dirname, "../../..");
const placeOf = (service: Service) => ({
  service,
  namespace: service.namespace,
  monitoring: "monitoring",
  stack: "prod",
});

/** Every command of a service's page, by alert. */
const commandsOf = (service: Service): readonly (readonly [string, readonly Command[]])[] =>
  alertsOfPage(service, pageEnvironments(service)).map(({ alert: { name } }) => {
    const { look, remedy } = stepsOf(name, placeOf(service));
    return [name, [...look, ...remedy]];
  });
const named = (commands: readonly Command[]) =>
  commands.flatMap(({ objects }) => objects.map(({ kind, name }) => `${kind} ${name}`));

/** The commands in Markdown's blocks. */
const blocksOf = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/^```\w*\n(.*?)^```$/gms)].flatMap(([, block = ""]) => block.trim().split("\n"));

describe("a Job by hand", () => {
  const folder = path.join(root, "docs");
  const pages = [
    ...readdirSync(folder).flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : [])),
    ...services.map(({ id }) => runbookPath(id)),
    "README.md",
  ];

  it.each(pages)("is the only one of its block in %s", (page) => {
    const text = readFileSync(path.join(root, page), "utf8");
    const blocks = [...text.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, block = ""]) => block);
    for (const block of blocks) expect([...block.matchAll(/ create job /g)].length, block).toBeLessThan(2);
  });

  it.each(pages)("has a name of its own in %s", (page) => {
    const commands = blocksOf(readFileSync(path.join(root, page), "utf8"));
    const names = commands.flatMap((text) => [...text.matchAll(/ create job (\S+( \+%s\))?)/g)]);
    for (const [, name = ""] of names) expect(name).toMatch(/^(\$job|[a-z-]+-\$\(date \+%s\))$/);
    for (const text of commands)
      for (const [, name = ""] of text.matchAll(/ job\/(\S+)/g))
        expect(["$job", "<job_name>"]).toContain(name);
  });
});

describe("a command for a cluster", () => {
  const folders = ["docs", "docs/decisions", "docs/runbook", "infra/jobs"];
  const pages = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder)).flatMap((name) =>
      name.endsWith(".md") ? [`${folder}/${name}`] : [],
    ),
  );
  /** What reaches a server, or is meant to: `--local` changes a text, and a verb alone is a word of a sentence. */
  const reaching = (text: string): readonly string[] =>
    [...text.replaceAll("\\\n", " ").matchAll(/\bkubectl ((?:[^|`\n]|\\\|)*)/g)].flatMap(([, args = ""]) =>
      /--local\b|^config /.test(args) ? [] : [args],
    );
  const contexts = /^--context ("\$\{(PROD|DR):\?\}"|<context>) /;

  it.each(pages)("names the cluster's context in %s", (page) => {
    const text = readFileSync(path.join(root, page), "utf8");
    const inBlocks = blocksOf(text).flatMap(reaching);
    const inSentences = [...text.replaceAll(/^```\w*\n.*?^```$/gms, "").matchAll(/`(kubectl [^`]*)`/g)]
      .flatMap(([, command = ""]) => reaching(command))
      .filter((args) => / -n |--from=/.test(` ${args}`));
    for (const args of [...inBlocks, ...inSentences]) expect(args).toMatch(contexts);
    // What a command needs is set on the same page.
    for (const stack of ["PROD", "DR"])
      if (text.includes(`"\${${stack}:?}"`))
        expect(text).toContain(
          `export ${stack}=$(pulumi config get kubernetes:context --stack ${stack.toLowerCase()})`,
        );
  });

  it("names it in what programs say", () => {
    const sources = [
      "infra/jobs",
      "infra/logs",
      "infra/postgresql",
      "infra/alerts",
      "infra/recovery",
    ].flatMap((folder) =>
      readdirSync(path.join(root, folder))
        .filter((name) => /\.(sh|py|ts)$/.test(name))
        .map((name) => path.join(root, folder, name)),
    );
    const said = sources
      .flatMap((file) => readFileSync(file, "utf8").split("\n"))
      .filter((line) => !/^\s*(#|\*|\/)/.test(line))
      .flatMap((line) => [...line.matchAll(/kubectl ((?:-n|exec|create|delete|logs|get|-).*)/g)]);
    expect(said.length).toBeGreaterThan(1);
    for (const [, args] of said) expect(args).toMatch(contexts);
  });

  it("is refused by the shell where the context is not set: kubectl takes an empty one for the last one", () => {
    const [service] = services;
    if (service === undefined) expect.fail("no service");
    const { text } = kubectl(placeOf(service), "get pods");
    const { status, stdout } = spawnSync("bash", ["-c", `kubectl() { echo "$@"; }; ${text}; echo done`], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"] },
    });
    expect([status === 0, stdout]).toEqual([false, ""]);
    const set = spawnSync("bash", ["-c", `kubectl() { echo "$@"; }; ${text}`], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], PROD: "one" },
    });
    expect(set.stdout).toBe(`--context one -n ${service.namespace} get pods\n`);
  });
});

describe("a query", () => {
  const FIRST = /^export PGHOST=\$\(pulumi config get --path lifeboat:databaseHosts\.\S+ --stack (\w+)\)$/;

  it.each(services.map((service) => [service.id, service] as const))(
    "of the page of %s goes to the server of the section's stack",
    (id, service) => {
      const page = readFileSync(path.join(root, runbookPath(id)), "utf8");
      const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = ""]) =>
        block.trim().split("\n"),
      );
      // At the top of the page, for prod; and where only dr has the alert.
      const [head = [], ...sections] = blocks;
      expect(head.flatMap((line) => FIRST.exec(line)?.[1] ?? [])).toEqual(["prod"]);
      for (const block of sections.filter((lines) => lines.some((line) => line.startsWith("psql ")))) {
        const isElsewhere = block.some((line) => line.includes("--stack dr") || line.includes("DR:?"));
        const opened = block.indexOf("(");
        if (!isElsewhere) expect(opened).toBe(-1);
        else {
          expect(FIRST.exec(block[opened + 1] ?? "")?.[1]).toBe("dr");
          // All of them, and in a subshell: what the page has set stays.
          const exported = (lines: readonly string[]) =>
            lines
              .filter((line) => line.startsWith("export PG"))
              .map((line) => line.replaceAll("--stack prod", "--stack dr"));
          expect(exported(block)).toEqual(exported(head));
          expect(exported(block)).toHaveLength(6);
          expect(block.at(-1)).toBe(")");
          expect(block.findIndex((line) => line.startsWith("psql "))).toBeGreaterThan(opened);
        }
      }
      const alerts = alertsOfPage(service, pageEnvironments(service)).map(({ alert }) => alert.name);
      if (alerts.includes("StandbyBehind")) expect(sections.some((block) => block.includes("("))).toBe(true);
    },
  );
});

describe.each(services.map((service) => [service.id, service] as const))("the page of %s", (id, service) => {
  const page = readFileSync(path.join(root, runbookPath(id)), "utf8");
  const dr = `${service.namespace}-dr`;

  it("names only namespaces that are in its table", () => {
    const known = [...page.matchAll(/^\| (?:monitoring )?namespace on \w+ +\| `(\S+)`/gm)].map(
      ([, name]) => name,
    );
    expect(known).toEqual([service.namespace, dr, "monitoring", "monitoring-dr"]);
    for (const text of blocksOf(page))
      for (const [, name] of text.matchAll(/kubectl --context \S+ -n (.*?) [a-z]/g))
        expect(known, text).toContain(name);
  });

  it("tells the standby's alert with the standby's namespace", () => {
    const [, section = ""] = page.split("\n### Peer down\n");
    expect(blocksOf(section.split("\n### ")[0] ?? "")).toContainEqual(
      expect.stringMatching(new RegExp(`^kubectl --context "\\$\\{DR:\\?\\}" -n ${dr} get `)),
    );
  });
});

describe.each(services.map((service) => [service.id, service] as const))("the steps of %s", (_, service) => {
  it("look in one namespace or in all, never in both at once", () => {
    for (const [alert, commands] of commandsOf(service))
      for (const { text } of commands) expect(text, alert).not.toMatch(/ -n .* (-A|--all-namespaces)\b/);
  });

  it("start each Job under a name that no other has, and follow that one, also to a bad end", () => {
    for (const [alert, commands] of commandsOf(service)) {
      const texts = commands.map(({ text }) => text);
      for (const [at, text] of texts.entries()) {
        const [, created] = / create job (\S+) /.exec(text) ?? [];
        if (created === "$job") expect(texts[at - 1], alert).toMatch(/^job=\S+-\$\(date \+%s\)$/);
        else if (created !== undefined) expect(created, alert).toMatch(/-\$\(date$/);
        // Who waits for its success waits for two hours where it fails.
        expect(text, alert).not.toMatch(/ wait .*--for=condition=complete/);
        if (text.includes(" logs -f ")) {
          expect(text, alert).toMatch(/ logs -f job\/\$job --pod-running-timeout=\d+m$/);
          expect(texts[at - 1], alert).toContain(" create job $job ");
        }
      }
    }
  });

  it("read the logs of all pods of a workload: of a Deployment kubectl reads one, and rather an old one", () => {
    for (const [alert, commands] of commandsOf(service))
      for (const { text } of commands)
        for (const [, name = ""] of text.matchAll(/ logs (?:deployment|ds)\/(\S+)/g))
          expect(["postgres-exporter", "json-exporter"], alert).toContain(name);
    const { look } = stepsOf("RolloutStuck", placeOf(service));
    const read = look.flatMap(
      ({ text }) => / logs -l app\.kubernetes\.io\/name=(\S+) .*--ignore-errors/.exec(text)?.[1] ?? [],
    );
    expect(read).toEqual(
      service.workloads
        .filter(({ component }) => ["api", "worker"].includes(component))
        .map((workload) => workloadSelector(service.id, workload)["app.kubernetes.io/name"]),
    );
  });

  it("say what must be so before a remedy that cannot be taken back", () => {
    const FINAL = [
      /promote\.sh/,
      /posture(s\.\S+)? active /,
      / (drain|cordon) /,
      / rollout undo deployment\/\S+$/,
      /DROP DATABASE/,
      /create configmap done-/,
      /redis-cli unlink/,
      /patch persistentvolumeclaim/,
    ];
    const page = readFileSync(path.join(root, runbookPath(service.id)), "utf8");
    const sections = page.split("\n### ").flatMap((text) => {
      const [, remedy] = text.split("\nRemedy:\n");
      return remedy === undefined ? [] : [[text.split("\n")[0], remedy] as const];
    });
    expect(sections.length).toBeGreaterThan(40);
    const found = sections.filter(([, remedy]) =>
      blocksOf(remedy)
        .filter((line) => !line.startsWith("#"))
        .some((line) => FINAL.some((pattern) => pattern.test(line))),
    );
    expect(found.length).toBeGreaterThan(15);
    for (const [alert, remedy] of found) expect(remedy, alert).toMatch(/^\n\*\*Before you paste:\*\* /);
  });

  it("stop at once, before anything else, a writer that must not run", () => {
    const { remedy } = stepsOf("WriterRunsAgainstPosture", placeOf(service));
    expect(remedy.map(({ text }) => text.replace(/^.*? -n \S+ /, ""))).toEqual([
      ...service.workloads
        .filter(({ writer }) => writer)
        .map(({ name }) => `scale deployment/${name} --replicas=0`),
      "pulumi up --refresh --stack prod",
    ]);
  });

  it("have a refresh where what the cluster has differs: an update alone compares with the state", () => {
    const alerts = alertsOfPage(service, pageEnvironments(service)).map(({ alert }) => alert);
    const texts = alerts.flatMap(({ name, description }) => {
      const { before = "", then = "" } = stepsOf(name, placeOf(service));
      return [description, before, then];
    });
    expect(texts.some((text) => text.includes("pulumi up --refresh"))).toBe(true);
    for (const text of texts)
      expect(text).not.toMatch(/pulumi (up|refresh)`? (resumes|recreates|reverts|shows)/);
  });

  it("show the Certificate of an alert, and what blocks it", () => {
    const { look } = stepsOf("CertificateExpiresNow", placeOf(service));
    expect(named(look)).toEqual([`Certificate ${service.certificate.secretName}`]);
    expect(look.map(({ text }) => text)).toContain(
      `kubectl --context "\${PROD:?}" -n ${service.namespace} get certificaterequests,orders,challenges`,
    );
  });

  it("look at the stack's own exporter where nobody measures the database, and make it again", () => {
    const { look, remedy } = stepsOf("DatabaseMetricsMissing", placeOf(service));
    expect(named(look)).toEqual(
      expect.arrayContaining(["Deployment postgres-exporter", "ServiceMonitor postgres-exporter"]),
    );
    expect(remedy.map(({ text }) => text)).toEqual(["pulumi up --refresh --stack prod"]);
  });
});
