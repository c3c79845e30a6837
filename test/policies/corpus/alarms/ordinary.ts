import type { Fields } from "../../../../policies/support/input/value";
import { recoveryLabels } from "../../../../lib/recovery-labels";
import { resource } from "../../support/cases";
import { object, pod, statement, type Corpus, type CorpusCase } from "../case";

const SITE = "www.example.org";
const aspect = (kind: string, inputs: Fields) =>
  resource(`aws:s3/${kind}:${kind.charAt(0).toUpperCase()}${kind.slice(1)}`, `it-${kind}`, {
    bucket: SITE,
    ...inputs,
  });
const bucket = (inputs: Fields = {}) => resource("aws:s3/bucket:Bucket", "it", { bucket: SITE, ...inputs });
const read = (more: Fields = {}) =>
  aspect("bucketPolicy", {
    policy: statement({
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${SITE}/*`,
      ...more,
    }),
  });
const published = (what: string, ...given: CorpusCase["given"]): CorpusCase => ({
  what,
  from: "pulumi/examples aws-ts-static-website, AWS S3: the meaning of public; checkov #2040",
  given,
  rules: ["bucket-trusts-no-foreigner", "bucket-is-public-for-a-site", "bucket-leaves-its-blocks-on"],
});
const runs = (what: string, container: Fields, more: Fields = {}): CorpusCase => ({
  what,
  from: "pulumi/examples kubernetes-ts-*; kube-score, kubernetes docs",
  given: [
    object("apps/v1:Deployment", {
      metadata: { name: "it", namespace: "app" },
      spec: { template: { spec: pod(container, more) } },
    }),
  ],
  rules: ["environment-holds-no-secret", "pod-shares-nothing-with-its-node", "container-is-not-privileged"],
});
const volume = (sort: string, value: Fields): CorpusCase =>
  runs(`a volume of ${sort}`, {}, { volumes: [{ name: "data", [sort]: value }] });

const stored = object("apps/v1:StatefulSet", {
  metadata: { name: "db", namespace: "shop", labels: recoveryLabels("recoverable") },
  spec: { volumeClaimTemplates: [{ metadata: { name: "data" } }], template: { spec: pod({}) } },
});
const saved = (what: string, type: string, namespace: string, spec: Fields): CorpusCase => ({
  what,
  from: "Velero Schedule, K8up Schedule, VolSync ReplicationSource",
  given: [stored, object(type, { metadata: { name: "nightly", namespace }, spec })],
  rules: ["volume-has-a-backup"],
});

/** What programs do every day, and on purpose. */
export const ordinary: Corpus = {
  "buckets that everybody may read": [
    published("a website", bucket(), aspect("bucketWebsiteConfiguration", { indexDocument: {} }), read()),
    published("a website in the bucket itself", bucket({ website: { indexDocument: "index.html" } }), read()),
    published(
      "a tag",
      bucket({ tags: { purpose: "public" } }),
      read(),
      aspect("bucketPublicAccessBlock", { blockPublicPolicy: false }),
    ),
    published(
      "one endpoint",
      bucket(),
      read({ Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } }),
    ),
    published(
      "an office",
      bucket(),
      read({ Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } }),
    ),
    published(
      "a website with an ACL",
      bucket({ acl: "public-read", website: { indexDocument: "index.html" } }),
    ),
  ],
  "ordinary pods": [
    runs("a password of a Secret", {
      env: [{ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } }],
    }),
    runs("all of a Secret", { envFrom: [{ secretRef: { name: "db" } }] }),
    runs("no word on privileges", {}),
    volume("awsElasticBlockStore", { volumeID: "vol-1" }),
    volume("nfs", { server: "nfs.example.org", path: "/" }),
    volume("gcePersistentDisk", { pdName: "data" }),
  ],
  "volumes that a tool backs up": [
    saved("Velero for all", "velero.io/v1:Schedule", "velero", { schedule: "0 1 * * *", template: {} }),
    saved("Velero for the namespace", "velero.io/v1:Schedule", "velero", {
      schedule: "0 1 * * *",
      template: { includedNamespaces: ["shop"] },
    }),
    saved("Velero for everything by name", "velero.io/v1:Schedule", "velero", {
      schedule: "0 1 * * *",
      template: { includedNamespaces: ["*"], excludedNamespaces: ["kube-system"] },
    }),
    saved("K8up", "k8up.io/v1:Schedule", "shop", { backup: { schedule: "0 1 * * *" } }),
    saved("VolSync", "volsync.backube/v1alpha1:ReplicationSource", "shop", { sourcePVC: "data" }),
  ],
};
