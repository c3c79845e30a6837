import path from "node:path";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { buildImage, imageRoot, type BuiltImage } from "../../../sandbox/images/build";
import { contextOf, declaredImage } from "../../../sandbox/images/dockerfile";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { describeReal } from "../../support/describe-real";
import { eventually, processesWith } from "../../support/processes";

const MAIN = path.resolve(__dirname, "../../../sandbox/images/main.ts");
const COMMAND = ["--import", "tsx", MAIN] as const;

const described = z.looseObject({ digest: z.string() });
const index = z.object({
  manifests: z.array(z.looseObject({ digest: z.string(), annotations: z.record(z.string(), z.string()) })),
});
const manifest = z.looseObject({ config: described, layers: z.array(described) });
const configuration = z.looseObject({
  config: z.object({ User: z.string(), Env: z.array(z.string()), WorkingDir: z.string() }),
});

function read(image: BuiltImage, file: string): unknown {
  const options = { encoding: "utf8", maxBuffer: 16 * 1024 * 1024 } as const;
  return JSON.parse(execFileSync("tar", ["-xOf", image.archive, `./${file}`], options));
}
const blob = (image: BuiltImage, digest: string): unknown => read(image, `blobs/${digest.replace(":", "/")}`);
const manifestOf = (image: BuiltImage) => manifest.parse(blob(image, image.digest));

describeReal("images", ["root", "unshare", "job-image", "log-image"], () => {
  let jobs: BuiltImage;
  let logs: BuiltImage;
  beforeAll(async () => {
    jobs = await buildImage("jobs");
    logs = await buildImage("logs");
  });

  it.each(["jobs", "logs"] as const)("has every package of its list in %s", (name) => {
    const listed = readFileSync(path.join(contextOf(name), "packages.txt"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    const query = ["dpkg-query", "--show", "--showformat", "${db:Status-Status} ${Package}\\n"];
    const found = execFileSync("chroot", [imageRoot(name) ?? "", ...query], { encoding: "utf8" }).split("\n");
    expect(found).toEqual(expect.arrayContaining(listed.map((each) => `installed ${each}`)));
  });

  it("has PostgreSQL's client of the major version that the Dockerfile says", () => {
    const dockerfile = readFileSync(path.join(contextOf("jobs"), "Dockerfile"), "utf8");
    const major = /^ARG POSTGRESQL_MAJOR=(\d+)$/m.exec(dockerfile)?.[1] ?? "";
    for (const program of ["pg_dump", "pg_restore", "psql", "vacuumdb"]) {
      const root = ["chroot", imageRoot("jobs") ?? ""] as const;
      const found = execFileSync(root[0], [root[1], "sh", "-c", `readlink -f "$(command -v ${program})"`]);
      expect(found.toString().trim()).toBe(`/usr/lib/postgresql/${major}/bin/${program}`);
      const words = [...root, program, "--version"] as const;
      expect(execFileSync(words[0], words.slice(1), { encoding: "utf8" })).toContain(
        `(PostgreSQL) ${major}.`,
      );
    }
  });

  it("brings the key and the source of PostgreSQL's own archive, which no test here can reach", () => {
    const [script = ""] =
      /\/usr\/share\/\S+\.sh/.exec(readFileSync(path.join(contextOf("jobs"), "Dockerfile"), "utf8")) ?? [];
    expect(statSync(path.join(imageRoot("jobs") ?? "", script)).mode & 0o111).toBe(0o111);
  });

  it("needs no byte-code made again: it is valid by its source's hash", () => {
    const folder = path.join(imageRoot("jobs") ?? "", "usr/lib/python3/dist-packages/botocore/__pycache__");
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(readFileSync(path.join(folder, file)).readUInt32LE(4), file).toBe(3);
  });

  it("is configured as its Dockerfile is read here", () => {
    for (const image of [jobs, logs]) {
      const { config } = configuration.parse(blob(image, manifestOf(image).config.digest));
      const { env, workingDir, uid, gid } = declaredImage(image.name);
      expect(config.User).toBe(`${uid}:${gid}`);
      expect(config.WorkingDir).toBe(workingDir);
      const { PATH, ...own } = env;
      expect(config.Env.sort()).toEqual(
        [`PATH=${PATH ?? ""}`, ...Object.entries(own).map(([name, value]) => `${name}=${value}`)].sort(),
      );
    }
  });

  it("is found by its digest and by its tag", () => {
    expect(jobs.reference).toBe(`registry.sandbox.internal/lifeboat-jobs@${jobs.digest}`);
    const { manifests } = index.parse(read(jobs, "index.json"));
    expect(manifests.map(({ digest }) => digest)).toEqual([jobs.digest, jobs.digest]);
    expect(manifests.map(({ annotations }) => annotations["io.containerd.image.name"])).toEqual([
      jobs.reference,
      "registry.sandbox.internal/lifeboat-jobs:trixie",
    ]);
  });

  it("shares its base with the others", () => {
    expect(manifestOf(jobs).layers[0]).toEqual(manifestOf(logs).layers[0]);
  });

  it("leaves nothing behind when its build is interrupted, and is built the next time", async () => {
    const cache = temporaryDirectory("images");
    const images = path.join(cache.path, "images");
    mkdirSync(images);
    const base = readdirSync(path.dirname(jobs.archive)).find((file) => file.startsWith("base-")) ?? "";
    copyFileSync(path.join(path.dirname(jobs.archive), base), path.join(images, base));
    const env = { ...process.env, LIFEBOAT_CACHE: cache.path };
    const build = spawn(process.execPath, [...COMMAND, "pause"], { env, stdio: "ignore" });
    const ended = new Promise((resolve) =>
      build.once("close", (_, signal) => {
        resolve(signal);
      }),
    );
    await eventually(() => processesWith(`oci:${images}/.work/layout`).length > 0, 60_000);
    build.kill("SIGINT");
    expect(await ended).toBe("SIGINT");
    await eventually(() => processesWith(cache.path).length === 0);
    // The lock of a process that has ended is nobody's.
    expect(readdirSync(images).filter((file) => file !== ".lock")).toEqual([base]);
    expect(readFileSync("/proc/self/mounts", "utf8")).not.toContain(cache.path);
    const again = spawnSync(process.execPath, [...COMMAND, "pause"], { env, encoding: "utf8" });
    expect(again.stdout, again.stderr).toMatch(
      /^pause: registry\.sandbox\.internal\/lifeboat-pause@sha256:[0-9a-f]{64}, /,
    );
    cache.remove();
  });

  it("says at once that it needs root", () => {
    const refused = spawnSync("unshare", ["--user", process.execPath, ...COMMAND], { encoding: "utf8" });
    expect(refused.status).toBe(5);
    expect(refused.stderr).toContain("needs root: run sudo npm run images");
    expect(refused.stdout).toBe("");
  });
});
