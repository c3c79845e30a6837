import { keyDeletionWaits } from "../../../../policies/rules/state/key-deletion-waits";
import { keyPolicyNamesPrincipals } from "../../../../policies/rules/iam/key-policy-names-principals";
import { keyRotates } from "../../../../policies/rules/state/key-rotates";
import { statefulResourceIsProtected } from "../../../../policies/rules/state/stateful-resource-is-protected";
import { statefulResourceNamesItsOwner } from "../../../../policies/rules/state/stateful-resource-names-its-owner";
import { unknown, type Fields } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const key = (inputs: Fields, more = {}) => resource("aws:kms/key:Key", "vault", inputs, more);
const keySays = (...clauses: readonly string[]) => [`violation | Key vault: ${clauses.join("; ")}`];
const document = (statement: unknown) => JSON.stringify({ Version: "2012-10-17", Statement: statement });

describeRule(keyRotates, [
  { name: "accepts rotation", given: [key({ enableKeyRotation: true })] },
  { name: "accepts a key pair, which cannot", given: [key({ customerMasterKeySpec: "RSA_4096" })] },
  {
    name: "refuses none",
    given: [key({})],
    says: keySays("enableKeyRotation is absent", "true is required", "set enableKeyRotation: true"),
  },
  { name: "accepts a shorter period", given: [key({ enableKeyRotation: true, rotationPeriodInDays: 90 })] },
  {
    name: "refuses a longer period than a year",
    given: [key({ enableKeyRotation: true, rotationPeriodInDays: 2560 })],
    says: keySays(
      "rotationPeriodInDays is 2560",
      "at most 365 is required",
      "set rotationPeriodInDays: 365, or remove it",
    ),
  },
  {
    name: "cannot decide on an unknown period",
    given: [key({ enableKeyRotation: true, rotationPeriodInDays: unknown })],
    says: undecidedOn("Key vault", "rotationPeriodInDays"),
  },
  {
    name: "cannot decide on unknown",
    given: [key({ enableKeyRotation: unknown })],
    says: undecidedOn("Key vault", "enableKeyRotation"),
  },
]);

const imported = ["externalKey:ExternalKey", "replicaExternalKey:ReplicaExternalKey"];
describeRule(keyDeletionWaits, [
  { name: "accepts 30 days", given: [key({ deletionWindowInDays: 30 })] },
  { name: "accepts AWS's default, which is 30", given: [key({})] },
  {
    name: "refuses 29",
    given: [key({ deletionWindowInDays: 29 })],
    says: keySays("deletionWindowInDays is 29", "at least 30 is required", "set deletionWindowInDays: 30"),
  },
  ...imported.map((type) => ({
    name: `refuses less for ${type}`,
    given: [resource(`aws:kms/${type}`, "vault", { deletionWindowInDays: 7 })],
    says: [
      `violation | ${type.replace(/.*:/, "")} vault: deletionWindowInDays is 7; at least 30 is required; set deletionWindowInDays: 30`,
    ],
  })),
  {
    name: "accepts 7 where configured",
    given: [key({ deletionWindowInDays: 7 })],
    settings: { minimumDays: 7 },
  },
  {
    name: "cannot decide on unknown",
    given: [key({ deletionWindowInDays: unknown })],
    says: undecidedOn("Key vault", "deletionWindowInDays"),
  },
]);

const delegate = { Sid: "Use", Effect: "Allow", Action: "kms:*", Resource: "*" };
describeRule(keyPolicyNamesPrincipals, [
  {
    name: "accepts an account",
    given: [key({ policy: document({ ...delegate, Principal: { AWS: "arn:aws:iam::111122223333:root" } }) })],
  },
  {
    name: "refuses everybody",
    given: [key({ policy: document([{ ...delegate, Principal: { AWS: "*" } }]) })],
    says: keySays(
      "statement Use allows everybody",
      "principals must be named",
      "name the account or the roles",
    ),
  },
  ...imported.map((type) => ({
    name: `refuses everybody for ${type}`,
    given: [
      resource(`aws:kms/${type}`, "vault", { policy: document([{ ...delegate, Principal: { AWS: "*" } }]) }),
    ],
    says: [
      `violation | ${type.replace(/.*:/, "")} vault: statement Use allows everybody; principals must be named; name the account or the roles`,
    ],
  })),
  {
    name: "cannot decide on unknown",
    given: [key({ policy: unknown })],
    says: undecidedOn("Key vault", "policy"),
  },
]);

const statefulKinds = [
  "aws:backup/vault:Vault",
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
  "aws:docdb/cluster:Cluster",
  "aws:docdb/elasticCluster:ElasticCluster",
  "aws:neptune/cluster:Cluster",
  "aws:redshift/cluster:Cluster",
  "aws:memorydb/cluster:Cluster",
  "aws:opensearch/domain:Domain",
  "aws:elasticsearch/domain:Domain",
  "aws:cognito/userPool:UserPool",
  "aws:fsx/ontapFileSystem:OntapFileSystem",
  "aws:fsx/ontapVolume:OntapVolume",
  "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
  "aws:fsx/openZfsVolume:OpenZfsVolume",
  "aws:fsx/windowsFileSystem:WindowsFileSystem",
  "kubernetes:core/v1:PersistentVolume",
];
describeRule(statefulResourceIsProtected, [
  { name: "accepts protection", given: [key({})] },
  ...statefulKinds.map((type) => ({
    name: `refuses ${type} without`,
    given: [resource(type, "vault", {}, { protect: false })],
    says: [
      `violation | ${type.replace(/.*:/, "")} vault: not protected; protection is required; set the resource option protect: true`,
    ],
  })),
  {
    name: "refuses none",
    given: [key({}, { protect: false })],
    says: keySays("not protected", "protection is required", "set the resource option protect: true"),
  },
  {
    name: "refuses forceDestroy",
    given: [key({ forceDestroy: true })],
    says: keySays(
      "forceDestroy is true",
      "a bucket that is not empty must not be deleted",
      "remove forceDestroy",
    ),
  },
  {
    name: "cannot decide on unknown",
    given: [key({ forceDestroy: unknown })],
    says: undecidedOn("Key vault", "forceDestroy"),
  },
]);

describeRule(statefulResourceNamesItsOwner, [
  { name: "accepts both tags", given: [key({ tags: { owner: "platform", dataClass: "internal" } })] },
  {
    name: "refuses one that is empty",
    given: [key({ tags: { owner: "", dataClass: "internal" } })],
    says: keySays("not tagged: owner", "a value for each is required", "add tags.owner"),
  },
  ...["rds/instance:Instance", "rds/cluster:Cluster", "dynamodb/table:Table", "efs/fileSystem:FileSystem"]
    .concat("ebs/volume:Volume", "secretsmanager/secret:Secret")
    .map((type) => ({
      name: `refuses ${type} without`,
      given: [resource(`aws:${type}`, "vault", {})],
      says: [
        `violation | ${type.replace(/.*:/, "")} vault: not tagged: owner, dataClass; a value for each is required; add tags.owner, tags.dataClass`,
      ],
    })),
  { name: "asks no tags of a namespace", given: [resource("kubernetes:core/v1:Namespace", "app", {})] },
  {
    name: "cannot decide on unknown",
    given: [key({ tags: unknown })],
    says: undecidedOn("Key vault", "tags"),
  },
]);
