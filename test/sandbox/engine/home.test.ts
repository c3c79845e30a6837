import { lstatSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ownProviders } from "../../../sandbox/engine/attach";
import { prepareHome } from "../../../sandbox/engine/home";
import { packageVersion, repositoryRoot } from "../../../sandbox/engine/paths";
import { type TemporaryDirectory, temporaryDirectory } from "../../../sandbox/servers/at-exit";

const root = repositoryRoot(__dirname);
let folder: TemporaryDirectory;
beforeEach(() => (folder = temporaryDirectory("home")));
afterEach(() => {
  folder.remove();
});

const plugin = (name: string): string => {
  const version = packageVersion(`@pulumi/${name}`, root);
  return join(folder.path, "plugins", `resource-${name}-v${version}`, `pulumi-resource-${name}`);
};
const standsIn = (name: string): boolean =>
  !lstatSync(plugin(name)).isSymbolicLink() && readFileSync(plugin(name), "utf8").includes("stands in");

const providers = ownProviders(root);

it("has a genuine plugin in place of its stand-in while it is required, and no other", () => {
  const binary = join(folder.path, "genuine");
  writeFileSync(binary, "genuine");
  const genuine = { kubernetes: { binary, kubeconfig: "" } };
  prepareHome(folder.path, root, providers);
  expect(standsIn("kubernetes")).toBe(true);
  prepareHome(folder.path, root, providers, genuine);
  prepareHome(folder.path, root, providers, genuine);
  expect(realpathSync(plugin("kubernetes"))).toBe(realpathSync(binary));
  expect(standsIn("aws")).toBe(true);
  prepareHome(folder.path, root, providers);
  expect(standsIn("kubernetes")).toBe(true);
  expect(readFileSync(binary, "utf8")).toBe("genuine");
});
