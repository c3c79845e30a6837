import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { runPod } from "../../../sandbox/servers/pod-runner";
import { describeReal } from "../../support/describe-real";
import { bash, podManifest } from "../../support/pod-manifest";
import { eventually, processesWith } from "../../support/processes";
import { SOON_MILLISECONDS } from "../../support/soon";

const REPOSITORY = path.resolve(__dirname, "../../..");

/** Runs a script in a pod like the jobs' and gives what it wrote to stdout. */
async function output(script: string): Promise<string> {
  const { stdout } = await runPod({ manifest: podManifest({ command: bash(script) }) }).done;
  return stdout.trim();
}

describeReal("a pod's world", ["root", "unshare", "job-image"], () => {
  it("runs as the user and groups of the security context, who has a name", async () => {
    expect(await output("id -u; id -g; id -G; id -un")).toBe("10001\n10001\n10001\nlifeboat");
  });

  it("has no capability and cannot get one", async () => {
    const status = await output("grep -E '^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs)' /proc/self/status");
    expect(status.match(/0{16}/g)).toHaveLength(5);
    expect(status).toMatch(/NoNewPrivs:\s+1/);
  });

  it("has the capabilities of a container when the manifest drops none", async () => {
    const manifest = podManifest({
      command: bash("grep CapBnd /proc/self/status"),
      container: { securityContext: {} },
    });
    expect((await runPod({ manifest }).done).stdout).toContain("00000000a80425fb");
  });

  it("refuses writes to the root, and lets them where a volume is", async () => {
    const places = "/ /etc /tmp /usr/local /opt /run /var/tmp /home";
    const script = `for p in ${places}; do touch $p/x 2>&1; done; touch /work/x && echo written`;
    const lines = (await output(script)).split("\n");
    expect(lines.filter((line) => line.includes("Read-only file system"))).toHaveLength(8);
    expect(lines.at(-1)).toBe("written");
  });

  it("keeps what a writable root is given away from the host", async () => {
    const name = `/etc/${randomUUID()}`;
    const container = { securityContext: { runAsUser: 0, runAsNonRoot: false } };
    const manifest = podManifest({ command: bash(`touch ${name} && stat -c %n ${name}`), container });
    expect((await runPod({ manifest }).done).stdout.trim()).toBe(name);
    expect(existsSync(name)).toBe(false);
  });

  it("sees no data of the host", async () => {
    expect(existsSync(REPOSITORY)).toBe(true);
    expect(await output(`ls -A /tmp /home /opt | grep -v -e '^/' -e '^$'; ls ${REPOSITORY} 2>&1`)).toMatch(
      /^ls: cannot (access|open)/,
    );
  });

  it("is the first of its own processes and sees no others", async () => {
    expect(await output("echo $$$$; cat /proc/1/comm; ls -d /proc/[0-9]* | wc -l")).toMatch(
      /^1\nbash\n[2-5]$/,
    );
  });

  it("has a /work of the declared size, that its group may write", async () => {
    const { stdout, stderr } = await runPod({
      manifest: podManifest({
        command: bash(
          "stat -c '%a %u:%g' /work; head -c 5000000 /dev/zero > /work/big; stat -c %s /work/big",
        ),
      }),
    }).done;
    expect(stdout).toBe("3777 0:10001\n4194304\n");
    expect(stderr).toContain("No space left on device");
  });

  it("reaches a server on the host's loopback", async () => {
    const { createServer } = await import("node:http");
    const server = createServer((_, response) => response.end("hello"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const said = await output(
      `exec 3<>/dev/tcp/127.0.0.1/${port}; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3`,
    );
    server.close();
    expect(said).toMatch(/hello$/);
  });
});

describeReal("a pod's end", ["root", "unshare", "job-image"], () => {
  it("reports exit code, output by stream and line, duration and peak memory", async () => {
    const lines: string[] = [];
    const script = "echo one; echo two >&2; printf three; python3 -c 'x = bytearray(80_000_000)'; exit 4";
    const manifest = podManifest({
      command: bash(script),
      container: { resources: { limits: { memory: "256Mi" } } },
    });
    const result = await runPod({ manifest, onLine: (line, stream) => lines.push(`${stream}:${line}`) }).done;
    expect(result).toMatchObject({
      exitCode: 4,
      stdout: "one\nthree",
      stderr: "two\n",
      deadlineExceeded: false,
    });
    expect(result.signal).toBeUndefined();
    expect(lines.sort()).toEqual(["stderr:two", "stdout:one", "stdout:three"]);
    expect(result.peakRssBytes).toBeGreaterThan(80_000_000);
    expect(result.peakRssBytes).toBeLessThan(120_000_000);
    expect(result.memoryLimitBytes).toBe(268_435_456);
    expect(result.durationMs).toBeGreaterThan(10);
  });

  it("says 127 for a command that is not there", async () => {
    const result = await runPod({ manifest: podManifest({ command: ["/opt/nothing.sh"] }) }).done;
    expect(result.exitCode).toBe(127);
    expect(result.stderr).toContain("/opt/nothing.sh");
  });

  it("rejects when the container cannot be created", async () => {
    const manifest = podManifest({
      command: ["/bin/true"],
      container: { volumeMounts: [{ name: "work", mountPath: "/proc/nowhere" }] },
    });
    await expect(runPod({ manifest }).done).rejects.toThrow(/pod tiny: .*\/proc\/nowhere/);
  });

  it("ends every process at once when killed", async () => {
    const seconds = "86399.25";
    const pod = runPod({
      manifest: podManifest({ command: bash(`setsid sleep ${seconds} & sleep ${seconds}`) }),
    });
    await eventually(() => processesWith(`sleep ${seconds}`).length >= 2);
    pod.kill();
    expect(await pod.done).toMatchObject({ exitCode: 137, signal: "SIGKILL" });
    expect(processesWith(`sleep ${seconds}`)).toEqual([]);
  });

  it("lets a handler end it within the grace period", async () => {
    const script = "trap 'echo leaving; exit 9' TERM; echo ready; while :; do sleep 0.05; done";
    const pod = runPod({
      manifest: podManifest({ command: bash(script) }),
      onLine: (line) => {
        if (line === "ready") pod.stop();
      },
    });
    expect(await pod.done).toMatchObject({ exitCode: 9, stdout: "ready\nleaving\n" });
  });

  it("kills after the grace period what does not listen, as after activeDeadlineSeconds", async () => {
    const pod = runPod({
      manifest: podManifest({ command: ["/bin/sleep", "60"], spec: { activeDeadlineSeconds: 1 } }),
    });
    const result = await pod.done;
    expect(result).toMatchObject({ exitCode: 137, deadlineExceeded: true });
    expect(result.durationMs).toBeGreaterThan(1900);
    expect(result.durationMs).toBeLessThan(SOON_MILLISECONDS);
  });

  it("does not survive a runner that is killed", async () => {
    const seconds = "86398.25";
    const program = `require(${JSON.stringify(path.join(REPOSITORY, "sandbox/servers/pod-runner"))})
      .runPod({ manifest: ${JSON.stringify(podManifest({ command: ["/bin/sleep", seconds] }))} });`;
    const runner = spawn(process.execPath, ["--import", "tsx", "--eval", program], { cwd: REPOSITORY });
    await eventually(() => processesWith(`sleep ${seconds}`).some((pid) => pid !== runner.pid), 20_000);
    runner.kill("SIGKILL");
    await eventually(() => processesWith(`sleep ${seconds}`).length === 0);
  });
});
