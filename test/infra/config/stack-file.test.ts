import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { stackFile } from "../../../infra/config/stack-file";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lifeboat-stack-file-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const write = (file: string, text: string): void => {
  writeFileSync(join(root, file), text);
};
const CONFIG =
  "config:\n  lifeboat:role: primary\n  region: us-east-1\n  aws:region: us-east-1\n  lifeboat:oncall:\n    secure: v1:x\n";

it("has the values of the namespace as they are stored, also of keys that leave it out", () => {
  write("Pulumi.yaml", "name: lifeboat\n");
  write("Pulumi.prod.yaml", CONFIG);
  expect(stackFile(root, "prod")).toEqual({
    role: "primary",
    region: "us-east-1",
    oncall: { secure: "v1:x" },
  });
  write("Pulumi.yaml", "name: other\n");
  expect(Object.keys(stackFile(root, "prod"))).toEqual(["role", "oncall"]);
});

it("is found where the project has its stacks' files", () => {
  write("Pulumi.yaml", "name: lifeboat\nstackConfigDir: stacks\n");
  mkdirSync(join(root, "stacks"));
  write("stacks/Pulumi.prod.yaml", CONFIG);
  expect(stackFile(root, "prod")["role"]).toBe("primary");
});

it("is empty where there is none, or where it has no config", () => {
  expect(stackFile("", "prod")).toEqual({});
  expect(stackFile(root, "prod")).toEqual({});
  write("Pulumi.prod.yaml", "secretsprovider: passphrase\n");
  expect(stackFile(root, "prod")).toEqual({});
});
