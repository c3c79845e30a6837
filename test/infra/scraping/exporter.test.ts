import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { checkAll } from "../../../infra/config";
import { parseConfig } from "../../../infra/config/parse";
import { exporter, exporterProblems } from "../../../infra/scraping/exporter";
import { validRaw } from "../config/valid";

describe("exporterProblems", () => {
  it("are none where each service has a password", () => {
    expect(exporterProblems(["a", "b"], ["b", "a", "c"])).toEqual([]);
  });

  it("name the services without one, and both ways out", () => {
    const [problem, ...more] = exporterProblems(["a", "b"], ["a"]);
    expect(more).toEqual([]);
    expect(problem?.thing).toBe("config lifeboat:databaseSecrets.b.monitor");
    expect(problem?.remedy).toContain("lifeboat:prometheusOperator");
  });
});

/** A stored record whose entries have been changed. */
const changed = (text: string | undefined, change: (entries: [string, unknown][]) => [string, unknown][]) =>
  JSON.stringify(Object.fromEntries(change(Object.entries(JSON.parse(text ?? "") as object))));

/** A config without what the exporters need. */
function without(more: Readonly<Record<string, string>> = {}): Record<string, unknown> {
  const raw = validRaw();
  const images = changed(raw["images"], (all) => all.filter(([name]) => name !== exporter.repository));
  const databaseSecrets = changed(raw["databaseSecrets"], (all) =>
    all.map(([id, words]) => [id, { ...Object(words), monitor: undefined }]),
  );
  return { ...raw, images, databaseSecrets, ...more };
}
const things = (raw: Readonly<Record<string, unknown>>) =>
  checkAll(parseConfig(raw, services), services).map(({ thing }) => thing);

describe("config", () => {
  it("needs an image and every service's password where the cluster has the operator", () => {
    expect(things(without())).toEqual([
      `config lifeboat:images.${exporter.repository}`,
      ...services.map(({ id }) => `config lifeboat:databaseSecrets.${id}.monitor`),
    ]);
  });

  it("needs neither where it has none, and takes both", () => {
    expect(things(without({ prometheusOperator: "false" }))).toEqual([]);
    expect(things({ ...validRaw(), prometheusOperator: "false" })).toEqual([]);
  });
});
