import { describe, expect, it } from "vitest";
import { channelProblems } from "../../../infra/oncall/settings-problems";
import { everyChannel, shop } from "./fixture";

const mail = everyChannel.mail;
const things = (given: readonly string[], oncallMail?: typeof mail, deadManUrl?: string) =>
  channelProblems({ oncallMail, deadManUrl }, given, [shop()]).map(({ thing }) => thing);

describe("channelProblems", () => {
  it("are none of a login with its password, or of neither", () => {
    expect(things(["smtpPassword"], mail)).toEqual([]);
    expect(things([])).toEqual([]);
  });

  it("report half a login", () => {
    expect(things([], mail)).toEqual(["config lifeboat:oncall.smtpPassword"]);
    expect(things(["smtpPassword"])).toEqual(["config lifeboat:oncallMail.username"]);
  });

  it("report two addresses of the dead man's switch, and a token without one", () => {
    const url = "https://deadman.example.com/x";
    expect(things(["deadManUrl"], undefined, url)).toEqual(["config lifeboat:deadManUrl"]);
    expect(things(["deadManToken"])).toEqual(["config lifeboat:oncall.deadManToken"]);
    expect(things(["deadManToken"], undefined, url)).toEqual([]);
  });

  it("report an address for a role without an e-mail channel", () => {
    if (mail === undefined) throw new Error("the fixture has a mail server");
    const to = { ...mail.to, "On-Call": "x@example.com" };
    expect(things(["smtpPassword"], { ...mail, to })).toEqual(["config lifeboat:oncallMail.to.On-Call"]);
  });
});
