import { describe, expect, it } from "vitest";
import { contact } from "../../../infra/catalog/common";
import {
  anyoneReceiver,
  contactName,
  contactReceiver,
  deadManReceiver,
} from "../../../infra/oncall/receivers";
import { everyChannel, noChannel, shop } from "./fixture";

const admin = contact("D. B. Admin (2nd)", 0, ["slack", "pagerduty", "email", "phone"]);

describe("contactReceiver", () => {
  it("has one entry for each channel, and the phone is PagerDuty's", () => {
    const receiver = contactReceiver(shop(), admin, "page", everyChannel);
    expect(receiver.name).toBe("shop/d-b-admin-2nd/page");
    expect(receiver.pagerduty_configs).toHaveLength(1);
    expect(receiver.slack_configs).toHaveLength(1);
    expect(receiver.email_configs).toHaveLength(1);
  });

  it("writes pages where incidents are talked about and tickets where operations are", () => {
    const room = (urgency: "page" | "ticket") =>
      contactReceiver(shop(), admin, urgency, everyChannel).slack_configs?.map(({ channel }) => channel);
    expect(room("page")).toEqual(["#fire"]);
    expect(room("ticket")).toEqual(["#ops"]);
  });

  it("mails a role at its own address, else at the default", () => {
    const address = (role: string) =>
      contactReceiver(shop(), contact(role, 0, ["email"]), "page", everyChannel).email_configs?.[0]?.to;
    expect(address("Operations")).toBe("operations@example.com");
    expect(address("Nobody Special")).toBe("oncall@example.com");
  });

  it("leaves out channels without credentials", () => {
    const receiver = contactReceiver(shop(), admin, "page", { ...noChannel, slack: true });
    expect(Object.keys(receiver)).toEqual(["name", "slack_configs"]);
  });

  it("names credentials by their files only", () => {
    const text = JSON.stringify(contactReceiver(shop(), admin, "page", everyChannel));
    expect(text).toContain("/etc/alertmanager/secrets/lifeboat-oncall/pagerduty-routing-key");
    expect(text).not.toMatch(/"(routing_key|api_url|auth_password|service_key)":/);
  });
});

describe("anyone", () => {
  it("takes the place of a contact without a usable channel", () => {
    expect(contactName("shop", contact("x", 0, ["email"]), "ticket", noChannel)).toBe("anyone/ticket");
  });

  it("is notified in every channel, each room once", () => {
    const receiver = anyoneReceiver([shop(), shop()], "page", everyChannel);
    expect(receiver.slack_configs?.map(({ channel }) => channel)).toEqual(["#fire"]);
    expect(receiver.pagerduty_configs).toHaveLength(1);
    expect(receiver.email_configs?.[0]?.to).toBe("oncall@example.com");
    expect(anyoneReceiver([shop()], "page", noChannel)).toEqual({ name: "anyone/page" });
  });
});

describe("the dead man", () => {
  it("is sent a token by file, or its own address by file", () => {
    const [open] = deadManReceiver(everyChannel).webhook_configs ?? [];
    expect(open).toEqual({
      url: "https://deadman.example.com/prod",
      http_config: {
        authorization: {
          type: "Bearer",
          credentials_file: "/etc/alertmanager/secrets/lifeboat-oncall/dead-man-token",
        },
      },
      send_resolved: false,
    });
    const [secret] = deadManReceiver({ ...noChannel, deadMan: "file" }).webhook_configs ?? [];
    expect(secret).toEqual({
      url_file: "/etc/alertmanager/secrets/lifeboat-oncall/dead-man-url",
      send_resolved: false,
    });
  });

  it("needs no token, and drops the watchdog where nobody is set", () => {
    const deadMan = { url: "https://deadman.example.com/x", hasToken: false };
    expect(deadManReceiver({ ...noChannel, deadMan }).webhook_configs).toEqual([
      { url: deadMan.url, send_resolved: false },
    ]);
    expect(deadManReceiver(noChannel)).toEqual({ name: "dead-man" });
  });
});
