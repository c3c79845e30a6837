import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderedFiles, writeFiles } from "../../sandbox/render/rendered-files";
import { temporaryDirectory, type TemporaryDirectory } from "../../sandbox/servers/at-exit";
import { programPath } from "../../sandbox/tools/program";
import { customSchemas, kubernetesSchemas } from "./manifest-schemas";
import { customResources, readDefinition } from "../../sandbox/tools/definition";
import { describeReal } from "../support/describe-real";
import { renderedStack, STACKS } from "../support/rendered-stacks";

describeReal("rendered manifests", ["kubeconform", "kube-score", "kube-apiserver", "definitions"], () => {
  let folder: TemporaryDirectory;

  beforeAll(async () => {
    folder = temporaryDirectory("manifests");
    for (const stack of STACKS)
      writeFiles(join(folder.path, stack), renderedFiles(await renderedStack(stack)));
    const definitions = customResources.map((each): unknown => readDefinition(each));
    writeFiles(join(folder.path, "schemas"), kubernetesSchemas());
    writeFiles(join(folder.path, "schemas"), customSchemas(definitions));
  });
  afterAll(() => {
    folder.remove();
  });

  function run(program: "kubeconform" | "kube-score", args: readonly string[]) {
    return spawnSync(programPath(program), args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  }
  const conform = (target: string) => {
    const location = join(folder.path, "schemas/{{ .ResourceKind }}{{ .KindSuffix }}.json");
    return run("kubeconform", ["-strict", "-summary", "-schema-location", location, target]);
  };
  const score = (files: readonly string[]) => run("kube-score", ["score", "--output-format", "ci", ...files]);
  /** Files of a stack below `kubernetes`. */
  async function files(stack: (typeof STACKS)[number]): Promise<readonly string[]> {
    const all = [...renderedFiles(await renderedStack(stack)).keys()];
    return all.filter((path) => path.startsWith("kubernetes/")).map((path) => join(folder.path, stack, path));
  }

  describe.each(STACKS)("of %s", (stack) => {
    it("conform to the schemas of the API, which know every kind and field", async () => {
      const { status, stdout } = conform(join(folder.path, stack, "kubernetes"));
      const found = (await files(stack)).length;
      expect(stdout).toBe(
        `Summary: ${found} resources found in ${found} files - Valid: ${found}, Invalid: 0, Errors: 0, Skipped: 0\n`,
      );
      expect(status).toBe(0);
    });

    it("give kube-score nothing critical, but for exceptions that say why", async () => {
      const { status, stdout, stderr } = score(await files(stack));
      expect(stdout.split("\n").filter((line) => line.startsWith("[CRITICAL]"))).toEqual([]);
      expect(status, stderr).toBe(0);
      for (const file of await files(stack)) {
        const text = readFileSync(file, "utf8");
        const ignored = /kube-score\/ignore: (.*)/.exec(text)?.[1]?.split(",") ?? [];
        for (const check of ignored)
          expect(text, file).toMatch(new RegExp(`kube-score-exceptions: .*${check}: \\w+ `));
      }
    });
  });

  it("are refused with a field that their kind does not have, and where a kind is not known", () => {
    const cronJob = readFileSync(
      join(folder.path, "prod/kubernetes/jackpot-service/cronjob-jackpot-service-backup.yaml"),
      "utf8",
    );
    const broken = new Map([
      ["field.yaml", cronJob.replace(/^ {2}suspend:/m, "  retries: 3\n  suspend:")],
      ["type.yaml", cronJob.replace(/startingDeadlineSeconds: .*/, "startingDeadlineSeconds: soon")],
      ["kind.yaml", cronJob.replace("kind: CronJob", "kind: CronJobs")],
    ]);
    writeFiles(join(folder.path, "broken"), broken);
    const { status, stdout } = conform(join(folder.path, "broken"));
    expect(status).toBe(1);
    expect(stdout).toMatch(/field\.yaml - .*additional properties 'retries' not allowed/);
    expect(stdout).toMatch(/type\.yaml - .*startingDeadlineSeconds.*want integer/);
    expect(stdout).toMatch(/kind\.yaml - .*could not find schema for CronJobs/);
  });

  it("are critical without limits, and without the exception that they carry", () => {
    const deployment = readFileSync(
      join(folder.path, "prod/kubernetes/kyb-platform/deployment-kyb-platform.yaml"),
      "utf8",
    );
    writeFiles(
      folder.path,
      new Map([["bare.yaml", deployment.replace(/^ +(kube-score\/ignore|memory): .*\n/gm, "")]]),
    );
    const { status, stdout } = score([join(folder.path, "bare.yaml")]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/\[CRITICAL\].*Memory limit is not set/);
    expect(stdout).toMatch(/\[CRITICAL\].*ImagePullPolicy is not set to Always/);
  });
});
