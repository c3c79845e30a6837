import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { parse } from "yaml";
import { projectOf, writeProject } from "../../../../sandbox/review/program/project";
import { temporaryDirectory } from "../../../../sandbox/servers/at-exit";

const folder = temporaryDirectory("project");
afterAll(() => {
  folder.remove();
});

let count = 0;
function project(files: Readonly<Record<string, string>>) {
  const at = join(folder.path, String(count++));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(at, name, ".."), { recursive: true });
    writeFileSync(join(at, name), text);
  }
  return { at, read: () => projectOf(at, "site") };
}

it("has the stacks of the settings folder, with throw-away values in place of encrypted ones", () => {
  const { read } = project({
    "Pulumi.yaml": "name: site\nruntime: nodejs\nstackConfigDir: stacks\n",
    "Pulumi.old.yaml": "config: {}\n",
    "stacks/Pulumi.prod.yaml":
      "environment: [shared]\nconfig:\n  site:key: {secure: v1:a}\n  site:users: [{name: a, pass: {secure: v1:b}}]\n  site:size: 3\n",
  });
  const prod = read()?.stacks.get("prod");
  expect([...(read()?.stacks.keys() ?? [])]).toEqual(["prod"]);
  expect(prod?.values).toEqual({
    "site:key": prod?.secrets[0],
    "site:users": [{ name: "a", pass: prod?.secrets[1] }],
    "site:size": 3,
  });
  expect(new Set(prod?.secrets).size).toBe(2);
  expect(prod?.hasEnvironment).toBe(true);
});

it("has another throw-away value where the encrypted text is another", () => {
  const secret = (encrypted: string) =>
    project({
      "Pulumi.yaml": "name: site\nruntime: nodejs\n",
      "Pulumi.dev.yaml": `config: {"site:key": {secure: "${encrypted}"}}\n`,
    })
      .read()
      ?.stacks.get("dev")?.secrets[0];
  expect(secret("v1:a")).toBe(secret("v1:a"));
  expect(secret("v1:b")).not.toBe(secret("v1:a"));
});

it("says of another language, and of what is no project, what to do", () => {
  expect(project({ "Pulumi.yaml": "name: site\nruntime:\n  name: python\n" }).read).toThrow(
    "site: runtime python: only programs of the runtime nodejs (TypeScript or JavaScript) are reviewed. Remedy: preview this one with its account, by `pulumi preview`.",
  );
  expect(project({ "Pulumi.yaml": "runtime: nodejs\n" }).read).toThrow(
    /^site: Pulumi.yaml is no project: name: /,
  );
  expect(project({ "package.json": "{}" }).read()).toBeUndefined();
});

it("leaves nothing for the engine that leads to the author's backend, plugins or packages", () => {
  const { at, read } = project({
    "Pulumi.yaml": [
      "name: site",
      "runtime: {name: nodejs, options: {nodeargs: --trace-warnings, packagemanager: pnpm}}",
      "main: src",
      "backend: {url: s3://states}",
      "plugins: {providers: [{name: aws, path: ./bin}]}",
      "options: {refresh: always}",
      "config: {size: {default: 3}}",
    ].join("\n"),
    "Pulumi.dev.yaml": "secretsprovider: awskms://alias/x\nconfig: {a: 1, b: 2}\n",
  });
  const found = read();
  if (found === undefined) throw new Error("no project");
  const target = join(at, "made");
  writeProject(found, ["dev", "other"], { b: "3" }, target);
  expect(parse(readFileSync(join(target, "Pulumi.yaml"), "utf8"))).toEqual({
    name: "site",
    runtime: { name: "nodejs", options: { typescript: true, nodeargs: "--trace-warnings" } },
    main: join(at, "src"),
    config: { size: { default: 3 } },
  });
  expect(parse(readFileSync(join(target, "Pulumi.dev.yaml"), "utf8"))).toEqual({ config: { a: 1, b: "3" } });
  expect(parse(readFileSync(join(target, "Pulumi.other.yaml"), "utf8"))).toEqual({ config: { b: "3" } });
});
