import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Measured } from "../../../sandbox/bench/measured";
import { measuredCommand } from "../../../sandbox/bench/measured-command";
import { describeReal } from "../../support/describe-real";

const MIB = 1024 ** 2;

describeReal("a measured command", ["root", "unshare"], () => {
  let folder: string;
  const run = (script: string): Promise<Measured> =>
    measuredCommand({ command: ["/bin/bash", "-c", script], env: { PATH: "/usr/bin:/bin" }, cwd: folder });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "lifeboat-measured-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("takes the time that it takes", async () => {
    const { seconds } = await run("sleep 0.3");
    expect(seconds).toBeGreaterThanOrEqual(0.3);
    expect(seconds).toBeLessThan(10);
  });

  it("counts what its descendants write to disk, and not what goes through pipes or into memory", async () => {
    const written = await run("(head -c 20M /dev/zero | cat >file); true");
    const piped = await run(
      "head -c 20M /dev/zero | cat >/dev/null; head -c 20M /dev/zero >/dev/shm/$$; rm /dev/shm/$$",
    );
    expect(written.diskBytes).toBeGreaterThanOrEqual(20 * MIB);
    expect(written.diskBytes).toBeLessThan(22 * MIB);
    expect(piped.diskBytes).toBeLessThan(MIB);
  });

  it("has the memory of its largest process", async () => {
    const small = await run("true");
    const large = await run("(head -c 100M /dev/zero | tail -c 100M >/dev/null); true");
    expect(small.peakRssBytes).toBeLessThan(50 * MIB);
    expect(large.peakRssBytes).toBeGreaterThanOrEqual(100 * MIB);
    expect(large.peakRssBytes).toBeLessThan(250 * MIB);
  });

  it("fails with what it said", async () => {
    await expect(run("echo cannot find it >&2; exit 3")).rejects.toThrow(/exit code 3.*\ncannot find it/s);
  });

  it("fails when it is killed", async () => {
    await expect(run("kill -KILL $$")).rejects.toThrow("exit code -9");
  });
});
