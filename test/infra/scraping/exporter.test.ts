import { expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { checkAll } from "../../../infra/config";
import { parseConfig } from "../../../infra/config/parse";
import { exporter } from "../../../infra/scraping/exporter";
import { validRaw } from "../config/valid";

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

it("config needs an image and every service's password, with the operator and without", () => {
  const missing = [
    `config lifeboat:databaseSecrets.kyb-platform.monitor`,
    `config lifeboat:images.${exporter.repository}`,
  ];
  for (const prometheusOperator of ["true", "false"]) {
    expect(things(without({ prometheusOperator }))).toEqual(expect.arrayContaining(missing));
    expect(things(without({ prometheusOperator }))).toHaveLength(services.length + 1);
    expect(things({ ...validRaw(), prometheusOperator })).toEqual([]);
  }
});
