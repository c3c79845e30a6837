import { AlarmTopic } from "../../../infra/components/monitoring/alarm-topic";
import { VaultAlarms } from "../../../infra/components/monitoring/vault-alarms";
import { alarmTopicArn } from "../../../infra/naming/failover";
import type { AwsResource } from "../../../sandbox/servers/apply-aws";
import { declared } from "../../support/pulumi-mocks";

/** moto's account. */
const accountId = "123456789012";
const tags = { owner: "orders" };
const regions = ["us-east-1", "us-west-2"] as const;

/** Topics and alarms of a vault that is copied to another region, as the components declare them. */
export async function declaredAlarms(): Promise<readonly AwsResource[]> {
  const { resources } = await declared(() => {
    for (const region of regions)
      new AlarmTopic(`alarms-${region}`, {
        accountId,
        role: "primary",
        region,
        tags,
        pagerdutyKey: region === "us-east-1" ? "[secret]" : undefined,
      });
    new VaultAlarms("orders", {
      service: { id: "orders", title: "Orders" },
      role: "primary",
      kind: "vault",
      opens: "backups",
      keys: regions.map((region) => ({ region, arn: `arn:aws:kms:${region}:${accountId}:key/mrk-1` })),
      copy: {
        from: { bucket: "orders", region: "us-east-1" },
        to: { bucket: "orders-dr", region: "us-west-2" },
        ruleIds: ["replicate-postgresql"],
      },
      topics: (region) => alarmTopicArn(accountId, "primary", region),
      tags,
    });
  });
  const watching = /^aws:(sns|cloudwatch)/;
  return resources.list.filter(({ type }) => watching.test(type));
}
