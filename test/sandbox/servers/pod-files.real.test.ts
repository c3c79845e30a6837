import { expect, it } from "vitest";
import { runPod } from "../../../sandbox/servers/pod-runner";
import { describeReal } from "../../support/describe-real";
import { bash, podManifest } from "../../support/pod-manifest";

const OBJECTS = [
  { kind: "Secret", metadata: { name: "database" }, stringData: { password: "opens-nothing" } },
  { kind: "ConfigMap", metadata: { name: "jobs" }, data: { "hello.sh": "#!/bin/bash\necho hello\n" } },
];

function pod(
  script: string,
  securityContext: object = {},
): { manifest: unknown; objects: readonly unknown[] } {
  const manifest = podManifest({
    command: bash(script),
    container: {
      volumeMounts: [
        { name: "work", mountPath: "/work" },
        { name: "work", mountPath: "/view", readOnly: true },
        { name: "database", mountPath: "/var/run/secrets/lifeboat/database" },
        { name: "jobs", mountPath: "/opt/lifeboat" },
        { name: "jobs", mountPath: "/etc/hello", subPath: "hello.sh" },
      ],
    },
    spec: {
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        fsGroup: 10001,
        ...securityContext,
      },
      volumes: [
        { name: "work", emptyDir: { medium: "Memory", sizeLimit: "4Mi" } },
        { name: "database", secret: { secretName: "database", defaultMode: 0o400 } },
        { name: "jobs", configMap: { name: "jobs", defaultMode: 0o550 } },
      ],
    },
  });
  return { manifest, objects: OBJECTS };
}

describeReal("a pod's files", ["root", "unshare", "job-image"], () => {
  it("have kubelet's owners and modes, behind its links", async () => {
    const script =
      "cd /var/run/secrets/lifeboat/database; stat -L -c '%a %u:%g' password; readlink password ..data; cat password";
    const { stdout } = await runPod(pod(script)).done;
    expect(stdout).toMatch(/^440 0:10001\n\.\.data\/password\n\.\.\d{4}_\S+\nopens-nothing$/);
  });

  it("can be run where the mode says so, but never written", async () => {
    const script =
      "/opt/lifeboat/hello.sh; cd /opt/lifeboat; touch new; echo > hello.sh; rm ..data; chmod 777 hello.sh";
    const { stdout, stderr } = await runPod(pod(script)).done;
    expect(stdout).toBe("hello\n");
    expect(stderr.match(/Read-only file system/g)).toHaveLength(4);
  });

  it("cannot be read without fsGroup when only root may", async () => {
    const { exitCode, stderr } = await runPod(
      pod("cat /var/run/secrets/lifeboat/database/password", { fsGroup: undefined }),
    ).done;
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Permission denied");
  });

  it("are shared by all mounts of one volume, of which one may be read-only", async () => {
    const { stdout, stderr } = await runPod(
      pod("echo x > /work/f; cat /view/f; echo y > /view/f; cat /work/f"),
    ).done;
    expect(stdout).toBe("x\nx\n");
    expect(stderr).toContain("/view/f: Read-only file system");
  });

  it("can be one file of a volume", async () => {
    const { stdout } = await runPod(pod("stat -c %F /etc/hello; bash /etc/hello")).done;
    expect(stdout).toBe("regular file\nhello\n");
  });

  it("of root's are only root's to change, and the environment is the manifest's", async () => {
    const { stdout } = await runPod(pod("env | grep -v -e ^_= -e ^PWD= -e ^SHLVL= | sort")).done;
    expect(stdout.split("\n").filter((line) => line !== "")).toEqual([
      "HOME=/work",
      "HOSTNAME=tiny",
      "LANG=C.UTF-8",
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "PYTHONDONTWRITEBYTECODE=1",
    ]);
  });
});
