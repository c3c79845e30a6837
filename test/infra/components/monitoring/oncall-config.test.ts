import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { OncallConfig } from "../../../../infra/components/monitoring/oncall-config";
import { declared, type Resources } from "../../../support/pulumi-mocks";
import { primary, standby } from "../../../support/service-fixture";
import { everyChannel, shop } from "../../oncall/fixture";

const SECRET = "kubernetes:core/v1:Secret";
const routingKey = "0123456789abcdef0123456789abcdef";

const declare = (config: typeof primary, credentials: Readonly<Record<string, pulumi.Output<string>>>) =>
  declared(() => new OncallConfig("oncall", { services: [shop()], config, credentials }));

const files = (resources: Resources, name: string): Readonly<Record<string, string>> =>
  z.record(z.string(), z.string()).parse(resources.one(SECRET, name).inputs["stringData"]);

describe("OncallConfig", () => {
  let resources: Resources;
  beforeAll(async () => {
    ({ resources } = await declare(
      { ...primary, oncallMail: everyChannel.mail, deadManUrl: "https://deadman.example.com/x" },
      { pagerdutyRoutingKey: pulumi.secret(routingKey), deadManToken: pulumi.secret("dead-man-word") },
    ));
  });

  it("is two Secrets in Alertmanager's namespace", () => {
    expect(resources.counts()).toEqual({ [SECRET]: 2, "lifeboat:index:OncallConfig": 1 });
    for (const { inputs } of resources.all(SECRET))
      expect(inputs).toMatchObject({ type: "Opaque", metadata: { namespace: "monitoring" } });
  });

  it("holds the configuration and the texts", () => {
    const data = files(resources, "oncall-alertmanager");
    expect(Object.keys(data)).toEqual(["alertmanager.yaml", "lifeboat.tmpl"]);
    const { route } = z
      .looseObject({ route: z.looseObject({ receiver: z.string() }) })
      .parse(JSON.parse(data["alertmanager.yaml"] ?? ""));
    expect(route.receiver).toBe("anyone/page");
    expect(data["lifeboat.tmpl"]).toContain('{{ define "lifeboat.environment" }}primary{{ end }}');
  });

  it("holds each credential that is set as the file that the configuration names, as a Pulumi secret", () => {
    const { secretPaths } = resources.one(SECRET, "oncall-credentials");
    expect(secretPaths.some((path) => path.startsWith("stringData"))).toBe(true);
    expect(files(resources, "oncall-credentials")).toEqual({
      "pagerduty-routing-key": routingKey,
      "dead-man-token": "dead-man-word",
    });
    expect(files(resources, "oncall-alertmanager")["alertmanager.yaml"]).toContain(
      "/etc/alertmanager/secrets/lifeboat-oncall/pagerduty-routing-key",
    );
  });

  it("shows a review the configuration, and no credential", () => {
    const { inputs, secretPaths } = resources.one("lifeboat:index:OncallConfig");
    expect(inputs).toMatchObject({ configuration: { route: { receiver: "anyone/page" } } });
    expect(secretPaths).toEqual([]);
    expect(JSON.stringify(inputs)).not.toContain(routingKey);
    expect(JSON.stringify(inputs)).not.toContain("dead-man-word");
  });

  it("names the standby in its messages, uses the configured namespace, and needs no empty Secret", async () => {
    const config = { ...standby, monitoringNamespace: "observability" };
    const { resources: other } = await declare(config, {});
    expect(files(other, "oncall-alertmanager")["lifeboat.tmpl"]).toContain("}}standby{{");
    expect(other.one(SECRET).inputs).toMatchObject({ metadata: { namespace: "observability" } });
  });
});
