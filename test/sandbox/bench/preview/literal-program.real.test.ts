import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BENCH_STACK, literalProgram, literals } from "../../../../sandbox/bench/preview/literals";
import { openSandbox, type Sandbox } from "../../../../sandbox/engine/sandbox";
import { captureStacks } from "../../../../sandbox/render/capture";
import { declaredResources, type DeclaredResource } from "../../../../sandbox/render/declared-resource";
import { temporaryDirectory } from "../../../../sandbox/servers/at-exit";
import { pulumiOn } from "../../../support/service-sandbox";

const essence = (declared: readonly DeclaredResource[]) =>
  declared
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map(({ type, name, parent, inputs }) => ({
      type,
      name,
      parent,
      inputs: type.startsWith("lifeboat:") ? {} : inputs,
    }));

describe("the literal program, by the real engine", () => {
  const folder = temporaryDirectory("literal-program");
  let sandbox: Sandbox;
  let prod: readonly DeclaredResource[];

  beforeAll(async () => {
    prod = (await captureStacks(["prod"], { tell: () => undefined })).get("prod") ?? [];
    const file = join(folder.path, "literals.json");
    writeFileSync(file, JSON.stringify(literals(prod, "lifeboat:")));
    process.env["BENCH_LITERALS"] = file;
    sandbox = await openSandbox({
      ...literalProgram(),
      folder: join(folder.path, "sandbox"),
      tell: () => undefined,
    });
  });
  afterAll(() => {
    delete process.env["BENCH_LITERALS"];
    sandbox.close();
    folder.remove();
  });

  it("declares what prod does", async () => {
    const { code, stdout, all } = await pulumiOn(sandbox, BENCH_STACK, "preview", "--json");
    expect(code, all).toBe(0);
    expect(essence(declaredResources(stdout))).toEqual(essence(prod));
    expect(prod.length).toBeGreaterThan(500);
  });
});
