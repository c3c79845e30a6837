import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeReal } from "../../support/describe-real";
import { failed, plainSettings, PurgeKit, TOKEN } from "./purge-kit";

describeReal("purge.sh, where it does not try again", ["unshare", "job-image"], () => {
  const kit = new PurgeKit();

  it("answers 5 for a token that Cloudflare refuses, and does not try again", async () => {
    kit.setToken(`wrong${TOKEN.slice(5)}`);
    const ended = await kit.run();
    expect(failed(ended, 5, "purge_denied")).toMatch(
      /status 403 \(10000 Authentication error\): set .*Cache Purge/,
    );
    expect(ended.stderr).not.toContain(TOKEN.slice(5));
    expect(kit.cloudflare.asked).toHaveLength(1);
  });

  it("answers 5 for a token that Cloudflare cannot read", async () => {
    const error = { code: 6003, message: "Invalid request headers", error_chain: [{ code: 6111 }] };
    kit.cloudflare.answer({ status: 400, body: JSON.stringify({ success: false, errors: [error] }) });
    failed(await kit.run(), 5, "purge_denied");
  });

  it("masks a token that an answer repeats", async () => {
    const error = { code: 10000, message: `bad token ${TOKEN}` };
    kit.cloudflare.answer({ status: 401, body: JSON.stringify({ success: false, errors: [error] }) });
    expect(failed(await kit.run(), 5, "purge_denied")).toContain("bad token ***");
  });

  it("does not carry the token to where a redirect leads", async () => {
    kit.cloudflare.answer({ status: 307, headers: { Location: kit.cloudflare.url("/client/v4/elsewhere") } });
    expect(failed(await kit.run(), 6, "purge_refused")).toContain("status 307");
    expect(kit.cloudflare.asked).toHaveLength(1);
  });

  it("answers 6 for a zone that Cloudflare does not know", async () => {
    const zoneId = "f".repeat(32);
    expect(failed(await kit.run({ zoneId }), 6, "zone_unknown")).toContain(
      `knows no zone ${zoneId}, status 404`,
    );
    expect(kit.cloudflare.asked).toHaveLength(1);
  });

  it("answers 6 for a zone id that is none, before it asks anybody", async () => {
    const message = failed(await kit.run({ zoneId: "tasks-app.example" }), 6, "settings_invalid");
    expect(message).toMatch(/cdn\.zoneId is .*32 hexadecimal digits/);
    expect(kit.cloudflare.asked).toEqual([]);
  });

  it("answers 6 for a purge that Cloudflare refuses", async () => {
    const error = { code: 1016, message: "Unable to purge" };
    kit.cloudflare.answer({ status: 400, body: JSON.stringify({ success: false, errors: [error] }) });
    expect(failed(await kit.run(), 6, "purge_refused")).toContain("1016 Unable to purge");
  });

  it("answers 6 without a token, and for a text that is none", async () => {
    const away = await kit.run({}, { LIFEBOAT_CLOUDFLARE_SECRET: kit.file("nowhere") });
    expect(failed(away, 6, "token_missing")).toContain("nowhere/token cannot be read");
    kit.setToken("two words\nand a line");
    const wrong = await kit.run();
    expect(failed(wrong, 6, "token_invalid")).toContain("20 to 200 letters");
    expect(wrong.stderr).not.toContain("two words");
    expect(kit.cloudflare.asked).toEqual([]);
  });

  it("answers 6 for a service without a CDN", async () => {
    const file = kit.file("without.json");
    writeFileSync(file, JSON.stringify(plainSettings));
    failed(await kit.run({}, { LIFEBOAT_SETTINGS: file }), 6, "cdn_missing");
  });

  it("answers 2 for numbers that are none", async () => {
    const ended = await kit.run({}, { PURGE_TIMEOUT_SECONDS: "soon" });
    expect(failed(ended, 2, "arguments")).toContain(
      "PURGE_TIMEOUT_SECONDS 'soon' must be a whole number from 1",
    );
    failed(await kit.run({}, { PURGE_REQUEST_SECONDS: "0" }), 2, "arguments");
  });
});
