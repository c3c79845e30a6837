/** Three programs after public examples of Pulumi (`aws-ts-webserver`, `kubernetes-ts-guestbook`), and one of another provider. */

/** A server on a network that is open to the world, on an image that a data source finds. */
export const site = {
  "site/Pulumi.yaml": "name: site\nruntime: nodejs\n",
  "site/package.json": '{ "name": "site", "main": "index.ts" }',
  "site/Pulumi.prod.yaml": "config:\n  aws:region: eu-west-1\n  site:token:\n    secure: v1:abc:def\n",
  "site/index.ts": `
import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";

const image = aws.ec2.getAmiOutput({ owners: ["amazon"], mostRecent: true });
const group = new aws.ec2.SecurityGroup("web", {
  vpcId: aws.ec2.Vpc.get("main", "vpc-1").id,
  description: aws.ec2.Vpc.get("peer", "vpc-2").cidrBlock.apply((range) => range.split("/")[1]),
  ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/8"] }],
});
const sessions = new aws.dynamodb.Table("sessions", {
  hashKey: "id",
  attributes: [{ name: "id", type: "S" }],
  billingMode: "PAY_PER_REQUEST",
});
const server = new aws.ec2.Instance("web", {
  ami: image.id,
  instanceType: aws.ec2.InstanceType.T3_Micro,
  vpcSecurityGroupIds: [group.id],
  userData: pulumi.interpolate\`start \${sessions.name}\`,
});
new aws.ssm.Parameter("token", { type: "SecureString", value: new pulumi.Config().requireSecret("token") });
const handler = new aws.lambda.CallbackFunction("ping", { callback: async (event: { id: string }) => event.id });
export const host = server.publicDns.apply((name) => name.split(".")[0]);
export const zone = server.availabilityZone;
export const ping = handler.arn;
`,
};

/** A component that is used three times. */
export const guestbook = {
  "guestbook/Pulumi.yaml": "name: guestbook\nruntime:\n  name: nodejs\n  options:\n    typescript: true\n",
  "guestbook/package.json": '{ "name": "guestbook" }',
  "guestbook/tier.ts": `
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

export class Tier extends pulumi.ComponentResource {
  readonly address: pulumi.Output<string>;
  constructor(name: string, image: string, replicas: number, isPublic: boolean) {
    super("guestbook:index:Tier", name);
    const labels = { app: name };
    const pods = new k8s.apps.v1.Deployment(
      name,
      { spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name, image }] } } } },
      { parent: this },
    );
    const service = new k8s.core.v1.Service(
      name,
      { metadata: { labels: pods.metadata.labels }, spec: { type: isPublic ? "LoadBalancer" : "ClusterIP", ports: [{ port: 80 }], selector: labels } },
      { parent: this },
    );
    this.address = isPublic ? service.status.loadBalancer.ingress[0].hostname : service.spec.clusterIP;
  }
}
`,
  "guestbook/index.ts": `
import * as pulumi from "@pulumi/pulumi";
import { Tier } from "./tier";

const isPublic = new pulumi.Config().requireBoolean("public");
new Tier("leader", "redis:8", 1, false);
new Tier("replica", "redis:8", 2, false);
export const { address } = new Tier("frontend", "guestbook:5", 3, isPublic);
`,
};

/** In JavaScript, with a provider of which nobody has a stand-in. */
export const depot = {
  "depot/Pulumi.yaml": "name: depot\nruntime: nodejs\n",
  "depot/package.json": '{ "name": "depot", "main": "index.js" }',
  "depot/index.js": `
const { Shelf, getAisle } = require("@acme/pulumi-warehouse");

module.exports = (async () => {
  const { doors } = await getAisle({ name: "cold" });
  const shelf = new Shelf("front", { size: 3, aisle: "left", labels: { door: doors[1] } }, { protect: true });
  const second = new Shelf("second", { size: 1, aisle: "left", labels: { behind: shelf.gate.apply(({ hostname }) => hostname) } });
  return { urls: [shelf.url, second.url] };
})();
`,
};
