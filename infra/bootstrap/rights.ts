import { keyUse, policyDocument, type Statement } from "../components/identity/policy-document";
import type { NamedSide } from "../components/service-layout";
import { PROJECT, regionOf, secretsAlias, STACKS, stateSides } from "./names";
import type { Settings } from "./schema";

/** Where the CLI keeps what it knows of the stacks, below a bucket. */
const OBJECTS = [
  `.pulumi/stacks/${PROJECT}/*`,
  `.pulumi/history/${PROJECT}/*`,
  `.pulumi/backups/${PROJECT}/*`,
  `.pulumi/locks/organization/${PROJECT}/*`,
];
/** What says that it is a backend at all; written by its first login. */
const META = ".pulumi/meta.yaml";

type Named = Pick<Settings, "accountId" | "primaryRegion" | "standbyRegion" | "bucketSuffix">;

/** Reading of the stacks' state in a bucket. */
const stateReading = (accountId: string, side: NamedSide, id: string): readonly Statement[] => [
  {
    Sid: `${id}List`,
    Effect: "Allow",
    Action: ["s3:ListBucket", "s3:GetBucketLocation"],
    Resource: side.bucketArn,
  },
  {
    Sid: `${id}Read`,
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: [META, ...OBJECTS].map((key) => `${side.bucketArn}/${key}`),
  },
  keyUse({ sid: `${id}Key`, accountId, region: side.region, alias: side.keyAlias, actions: ["kms:Decrypt"] }),
];

/** Writing beside the reading: the CLI deletes its locks; what it deletes or overwrites stays as an old version. */
const stateWriting = (accountId: string, side: NamedSide, id: string): readonly Statement[] => [
  {
    Sid: `${id}Write`,
    Effect: "Allow",
    Action: ["s3:PutObject", "s3:DeleteObject"],
    Resource: OBJECTS.map((key) => `${side.bucketArn}/${key}`),
  },
  keyUse({
    sid: `${id}WriteKey`,
    accountId,
    region: side.region,
    alias: side.keyAlias,
    actions: ["kms:GenerateDataKey"],
  }),
];

/** Old versions, to put an overwritten state back. */
const stateVersions = (side: NamedSide, id: string): Statement => ({
  Sid: `${id}Versions`,
  Effect: "Allow",
  Action: ["s3:ListBucketVersions", "s3:GetObjectVersion"],
  Resource: [side.bucketArn, ...OBJECTS.map((key) => `${side.bucketArn}/${key}`)],
});

/** Use of the keys of the stacks' secrets in a region; a key has no fixed id, so its alias selects it. */
const secrets = (
  accountId: string,
  region: string,
  aliases: readonly string[],
  actions: readonly string[],
  sid: string,
): Statement => ({
  Sid: sid,
  Effect: "Allow",
  Action: actions,
  Resource: `arn:aws:kms:${region}:${accountId}:key/*`,
  Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": aliases } },
});

/** Each stack's key in its own region. */
const ownSecrets = (place: Named, actions: readonly string[]): readonly Statement[] =>
  STACKS.map((stack) =>
    secrets(
      place.accountId,
      regionOf(stack, place),
      [secretsAlias(stack)],
      actions,
      `Secrets${stack === "prod" ? "Prod" : "Dr"}`,
    ),
  );

/** What a release changes in AWS: alarms. Vaults, keys and roles it leaves to an administrator. */
function releasing({ accountId, primaryRegion, standbyRegion }: Named): readonly Statement[] {
  const named = (service: string, name: string): readonly string[] =>
    [primaryRegion, standbyRegion].map((region) => `arn:aws:${service}:${region}:${accountId}:${name}`);
  const tags = (service: string): readonly string[] =>
    ["TagResource", "UntagResource", "ListTagsForResource"].map((action) => `${service}:${action}`);
  return [
    {
      Sid: "Alarms",
      Effect: "Allow",
      Action: [
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:DeleteAlarms",
        "cloudwatch:DescribeAlarms",
        ...tags("cloudwatch"),
      ],
      Resource: named("cloudwatch", "alarm:lifeboat-*"),
    },
    {
      Sid: "Events",
      Effect: "Allow",
      Action: [
        ...["events:PutRule", "events:DeleteRule", "events:DescribeRule", "events:PutTargets"],
        ...["events:RemoveTargets", "events:ListTargetsByRule", ...tags("events")],
      ],
      Resource: named("events", "rule/lifeboat-*"),
    },
    {
      Sid: "Topics",
      Effect: "Allow",
      Action: ["sns:GetTopicAttributes", "sns:SetTopicAttributes", "sns:Subscribe", ...tags("sns")],
      Resource: named("sns", "lifeboat-*"),
    },
  ];
}

const READ_SECRETS = ["kms:Decrypt"];
const USE_SECRETS = ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"];

/** What a preview in CI may do: read the state and the secrets that the program needs. It writes nothing. */
export const previewPolicy = (place: Named): string =>
  policyDocument(
    ...stateReading(place.accountId, stateSides(place).own, "State"),
    ...ownSecrets(place, READ_SECRETS),
  );

/** What a deployment in CI may do: the state of these stacks, their secrets, and what a release changes. */
export const deployPolicy = (place: Named): string => {
  const { own } = stateSides(place);
  return policyDocument(
    ...stateReading(place.accountId, own, "State"),
    ...stateWriting(place.accountId, own, "State"),
    ...ownSecrets(place, USE_SECRETS),
    ...releasing(place),
  );
};

/** What an operator may do besides: work with the replica, and each stack's key in the other region, once one is lost. */
export const operatorPolicy = (place: Named): string => {
  const { own, replica } = stateSides(place);
  const aliases = STACKS.map(secretsAlias);
  const { accountId, primaryRegion, standbyRegion } = place;
  return policyDocument(
    ...[own, replica].flatMap((side, index) => {
      const id = index === 0 ? "State" : "Replica";
      return [
        ...stateReading(accountId, side, id),
        ...stateWriting(accountId, side, id),
        stateVersions(side, id),
      ];
    }),
    secrets(accountId, primaryRegion, aliases, USE_SECRETS, "SecretsPrimary"),
    secrets(accountId, standbyRegion, aliases, USE_SECRETS, "SecretsStandby"),
    ...releasing(place),
  );
};

/** Besides, with zones: their records. Beside the rest, because the id of a zone to be made is not known in a preview. */
export const recordsPolicy = (zoneIds: readonly string[]): string =>
  policyDocument(
    {
      Sid: "Records",
      Effect: "Allow",
      Action: ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets", "route53:GetHostedZone"],
      Resource: zoneIds.map((id) => `arn:aws:route53:::hostedzone/${id}`),
    },
    {
      Sid: "RecordChanges",
      Effect: "Allow",
      Action: "route53:GetChange",
      Resource: "arn:aws:route53:::change/C*",
    },
  );
