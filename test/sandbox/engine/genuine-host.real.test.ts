import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acquireCli } from "../../../sandbox/engine/cli";
import { repositoryRoot, sandboxPaths } from "../../../sandbox/engine/paths";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { type TemporarySandbox, openTemporary, runOnDev } from "./temporary-sandbox";

const root = repositoryRoot(__dirname);
/** Tells that it was started, and ends: the genuine one cannot be had everywhere. */
const HOST = "#!/bin/sh\necho the host beside the CLI >&2\nexit 1\n";

describe("a CLI with a language host beside it, as a release has it", () => {
  const cache = temporaryDirectory("release");
  const lines: string[] = [];
  let temporary: TemporarySandbox;

  beforeAll(async () => {
    const shared = sandboxPaths(join(root, ".sandbox")).cache;
    const { path, version } = await acquireCli(root, shared, () => undefined);
    const bin = join(cache.path, "versions", version, "bin");
    mkdirSync(bin, { recursive: true });
    copyFileSync(path, join(bin, "pulumi"));
    writeFileSync(join(bin, "pulumi-language-nodejs"), HOST, { mode: 0o755 });
    temporary = await openTemporary("empty", { cache: cache.path, tell: (line) => lines.push(line) });
  });
  afterAll(() => {
    temporary.dispose();
    cache.remove();
  });

  it("has its programs run by it, and says so", async () => {
    expect(lines).toContainEqual(
      expect.stringMatching(/^engine: pulumi .*, its genuine language host, stand-ins for/),
    );
    const { output } = await runOnDev(temporary, [], "preview");
    expect(output).toContain("the host beside the CLI");
  });
});
