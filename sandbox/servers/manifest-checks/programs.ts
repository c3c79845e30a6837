import { readFileSync } from "node:fs";
import path from "node:path";

const BIN = path.resolve(__dirname, "../../../.sandbox/bin");
const MODULES = { kubeconform: "github.com/yannh/kubeconform", "kube-score": "github.com/zegl/kube-score" };

/** A program that judges manifests by themselves. */
export type ManifestCheck = keyof typeof MODULES;

/** Where build.sh puts the program of the release that go.mod pins, whether it is there or not. */
export function manifestCheckPath(check: ManifestCheck): string {
  const text = readFileSync(path.join(__dirname, "go.mod"), "utf8");
  const version = new RegExp(`\\s${MODULES[check]} (v[0-9.]+)\\b`, "m").exec(text)?.[1];
  if (version === undefined) throw new Error(`${check}: go.mod requires no version of ${MODULES[check]}`);
  return path.join(BIN, `${check}-${version}`);
}
