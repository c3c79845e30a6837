import { describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../../infra/catalog";
import { checkAll } from "../../../../infra/config";
import { parseConfig } from "../../../../infra/config/parse";
import { collector } from "../../../../infra/logs/collector";
import { validRaw } from "../valid";

const STORE = { url: "https://logs.internal:9200", user: "collector", retentionUser: "keeper" };
const PASSWORDS = { logStorePassword: "x", logRetentionPassword: "y" };
const IMAGE = { [collector.repository]: `lifeboat-logs@sha256:${"5a".repeat(32)}` };

/** Problems of a good config with these keys, as `thing: value`. */
function problems(more: Readonly<Record<string, string>>, images: object = IMAGE): readonly string[] {
  const raw = validRaw();
  const all = z.record(z.string(), z.string()).parse(JSON.parse(raw["images"] ?? "{}"));
  const parsed = parseConfig({ ...raw, images: JSON.stringify({ ...all, ...images }), ...more }, services);
  return checkAll(parsed, services).map(({ thing, value }) => `${thing}: ${value}`);
}

describe("config of the log store", () => {
  it("is good with url, login, password and image, and where nothing of it is set", () => {
    expect(problems({ logs: JSON.stringify(STORE), ...PASSWORDS })).toEqual([]);
    expect(problems({}, {})).toEqual([]);
  });

  it("is refused without the passwords, and passwords without it", () => {
    expect(problems({ logs: JSON.stringify(STORE) })).toEqual([
      "config lifeboat:logStorePassword: (missing)",
      "config lifeboat:logRetentionPassword: (missing)",
    ]);
    expect(problems(PASSWORDS)).toEqual([
      "config lifeboat:logStorePassword: (not shown)",
      "config lifeboat:logRetentionPassword: (not shown)",
    ]);
  });

  it("is refused without the image", () => {
    expect(problems({ logs: JSON.stringify(STORE), ...PASSWORDS }, {})).toEqual([
      `config lifeboat:images.${collector.repository}: (missing)`,
    ]);
  });

  it.each([
    ["http://logs.internal", "in plain text"],
    ["https://collector:word@logs.internal", "with a login in it"],
  ])("refuses the address %s: %s", (url) => {
    const found = problems({ logs: JSON.stringify({ ...STORE, url }), ...PASSWORDS });
    expect(found.some((each) => each.startsWith("config lifeboat:logs.url"))).toBe(true);
  });

  it("is refused without the login that keeps retention, or with one that no password can be beside", () => {
    for (const retentionUser of [undefined, "keep:er"])
      expect(problems({ logs: JSON.stringify({ ...STORE, retentionUser }), ...PASSWORDS })).toEqual([
        expect.stringMatching(/^config lifeboat:logs\.retentionUser: /),
      ]);
  });
});
