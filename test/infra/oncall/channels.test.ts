import { describe, expect, it } from "vitest";
import { contact } from "../../../infra/catalog/common";
import { canReach, canUse, channelsOf, credentialPath, isPaged } from "../../../infra/oncall/channels";
import { everyChannel, noChannel } from "./fixture";

const none = { oncallMail: undefined, deadManUrl: undefined };

describe("channelsOf", () => {
  it("has none without settings and credentials", () => {
    expect(channelsOf(none, [])).toEqual(noChannel);
  });

  it("has those whose credentials are set", () => {
    expect(channelsOf(none, ["slackApiUrl"])).toEqual({ ...noChannel, slack: true });
    expect(channelsOf(none, ["pagerdutyRoutingKey"])).toEqual({ ...noChannel, pagerduty: true });
  });

  it("has a dead man by an open address with or without a token, or by a secret address", () => {
    const url = "https://deadman.example.com/x";
    const settings = { ...none, deadManUrl: url };
    expect(channelsOf(settings, []).deadMan).toEqual({ url, hasToken: false });
    expect(channelsOf(settings, ["deadManToken"]).deadMan).toEqual({ url, hasToken: true });
    expect(channelsOf(none, ["deadManUrl"]).deadMan).toBe("file");
    expect(channelsOf(none, ["deadManToken"]).deadMan).toBeUndefined();
  });
});

describe("a contact", () => {
  it("is phoned by PagerDuty", () => {
    expect(canUse("phone", { ...noChannel, pagerduty: true })).toBe(true);
    expect(canUse("phone", { ...everyChannel, pagerduty: false })).toBe(false);
    expect(isPaged(contact("x", 0, ["phone"]))).toBe(true);
    expect(isPaged(contact("x", 0, ["slack", "email"]))).toBe(false);
  });

  it("is reached where one of its channels has credentials", () => {
    const person = contact("x", 0, ["slack", "email"]);
    expect(canReach(person, { ...noChannel, slack: true })).toBe(true);
    expect(canReach(person, { ...noChannel, mail: everyChannel.mail })).toBe(true);
    expect(canReach(person, { ...noChannel, pagerduty: true })).toBe(false);
  });
});

it("a credential is a file that the Prometheus Operator mounts", () => {
  expect(credentialPath("slackApiUrl")).toBe("/etc/alertmanager/secrets/lifeboat-oncall/slack-api-url");
});
