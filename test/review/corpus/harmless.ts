import type { Case } from "./scene";
import { edited, rewritten, service } from "./scene";
import { desk, shelf } from "../../support/workload-fixture";

const change = (
  title: string,
  after: Case["after"],
  before: Case["before"] = {},
  on: Case["on"] = ["prod", "dr"],
): Case => ({
  title,
  before,
  after,
  on,
  flags: [],
});

/** Changes that cannot hurt: none may have a flag. */
export const harmless: readonly Case[] = [
  change("nothing", {}),
  change("a label of a Deployment that its pods do not have", {
    edit: edited(":Deployment", "-exporter-deployment", (each) => {
      const inputs = structuredClone(each.inputs);
      Reflect.set(Reflect.get(inputs, "metadata") as object, "annotations", { team: "reading-room" });
      return { ...each, inputs };
    }),
  }),
  change("an alert more", {
    edit: edited(
      ":PrometheusRule",
      "-alerts",
      rewritten(/"rules":\[\{/, '"rules":[{"alert":"New","expr":"up == 0"},{'),
    ),
  }),
  change("another name of a lifecycle's rule", {
    edit: edited(
      ":BucketLifecycleConfiguration",
      "-primary-lifecycle",
      rewritten(/"id":"([^"]*)"/g, '"id":"rule-$1"'),
    ),
  }),
  change("more replicas", {
    service: { ...service, workloads: [{ ...desk, replicas: { primary: 5, standby: 3 } }, shelf] },
  }),
  change("a bucket more", {
    edit: (all) => [
      ...all,
      ...all
        .filter(({ name }) => name.endsWith("-primary-bucket"))
        .map((each) => ({
          ...each,
          name: "library-maps-bucket",
          inputs: { ...each.inputs, bucket: "library-maps" },
        })),
    ],
  }),
  change("the statements of a policy in another order", {
    edit: edited(":RolePolicy", "identities-backup-policy", (each) => {
      const policy = JSON.parse(String(each.inputs["policy"])) as { Statement: unknown[] };
      const inputs = {
        ...each.inputs,
        policy: JSON.stringify({ ...policy, Statement: policy.Statement.toReversed() }),
      };
      return { ...each, inputs };
    }),
  }),
  change("a scratch of a drill: its script's comment", {
    edit: edited(":ConfigMap", "-jobs-scripts", rewritten(/#!\/bin\/bash/, "#!/bin/bash # drill")),
  }),
  change("a port less that pods may reach", {
    edit: edited(":NetworkPolicy", "-base-dns", rewritten(/,?\{"port":53,"protocol":"TCP"\}/, "")),
  }),
  change("a secret's new value", {
    edit: edited(":Secret", "-exporter-secret", (each) => ({
      ...each,
      inputs: { ...each.inputs, stringData: "[secret]" },
    })),
  }),
  change("protection given", {
    edit: edited("role:Role", "-database-backup", (each) => ({ ...each, protect: true })),
  }),
  change(
    "an alarm with a second receiver",
    {
      edit: edited(
        ":MetricAlarm",
        "-alarms-late",
        rewritten(/"alarmActions":\[/, '"alarmActions":["arn:aws:sns:us-east-1:123456789012:more",'),
      ),
    },
    {},
    ["prod"],
  ),
  change(
    "a better recovery point",
    { outputs: { recovery: { library: { worstRpoMinutes: { dump: 20 } } } } },
    {
      outputs: { recovery: { library: { worstRpoMinutes: { dump: 40 } } } },
    },
  ),
];
