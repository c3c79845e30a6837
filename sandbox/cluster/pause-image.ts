import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryDirectory } from "../servers/at-exit";
import { SANDBOX_FOLDER } from "../tools/module-version";
import { programPath } from "../tools/program";
import { PAUSE_REFERENCE } from "./configuration";

/** Archive of the image that holds pods' namespaces: the one program, as nobody. Made once. */
export function pauseImage(): string {
  const archive = path.join(SANDBOX_FOLDER, "images", `${path.basename(programPath("pause"))}.tar`);
  if (existsSync(archive)) return archive;
  const work = temporaryDirectory("pause");
  const tar = (file: string, ...names: readonly string[]): void => {
    execFileSync("tar", [
      "--create",
      "--sort=name",
      "--owner=0",
      "--group=0",
      "--mtime=@0",
      `--file=${file}`,
      "--directory",
      work.path,
      ...names,
    ]);
  };
  try {
    copyFileSync(programPath("pause"), path.join(work.path, "pause"));
    tar(path.join(work.path, "layer.tar"), "pause");
    const layer = createHash("sha256")
      .update(readFileSync(path.join(work.path, "layer.tar")))
      .digest("hex");
    const config = {
      architecture: process.arch === "x64" ? "amd64" : process.arch,
      os: "linux",
      config: { Entrypoint: ["/pause"], User: "65535:65535" },
      rootfs: { type: "layers", diff_ids: [`sha256:${layer}`] },
    };
    writeFileSync(path.join(work.path, "config.json"), JSON.stringify(config));
    writeFileSync(
      path.join(work.path, "manifest.json"),
      JSON.stringify([{ Config: "config.json", RepoTags: [PAUSE_REFERENCE], Layers: ["layer.tar"] }]),
    );
    mkdirSync(path.dirname(archive), { recursive: true });
    const part = `${archive}.${process.pid}`;
    tar(part, "manifest.json", "config.json", "layer.tar");
    renameSync(part, archive);
    return archive;
  } finally {
    work.remove();
  }
}
