import * as pulumi from "@pulumi/pulumi";
import type { Role } from "../../catalog/types";
import { recoveryTags } from "../../../lib/recovery-labels";
import type { AlarmTopics } from "../monitoring/alarm-topic";
import { VaultAlarms } from "../monitoring/vault-alarms";
import type { Scope, Tagged } from "../scope";
import type { NamedSide } from "../service-layout";
import { BackupBucket } from "./backup-bucket";
import { EncryptionKey } from "./encryption-key";
import { repositoryLifecycle } from "./lifecycle";
import { repositoryBucketPolicy } from "./vault-policies";

/** Inputs of {@link Repository}. */
export interface RepositoryArgs extends Tagged {
  readonly accountId: string;
  /** Service title, for descriptions. */
  readonly title: string;
  readonly own: NamedSide;
  /** Roles of the servers that write to it. */
  readonly serverRoleArns: readonly string[];
  /** Physical name of the bucket in the same region that takes the access logs. */
  readonly logBucket: pulumi.Input<string>;
}

/** Where database servers archive to in one region: a bucket that keeps what they delete for a while, and its key. */
export class Repository extends pulumi.ComponentResource {
  /** ARN of its key. */
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: RepositoryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:Repository", name, {}, opts);
    const { own } = args;
    const tags = { ...args.tags, ...recoveryTags("repository") };
    const key = new EncryptionKey(
      `${name}-key`,
      {
        accountId: args.accountId,
        region: own.region,
        alias: own.keyAlias,
        description: `Repository of ${args.title}`,
        tags,
      },
      { parent: this },
    );
    new BackupBucket(
      `${name}-store`,
      {
        bucket: own.bucket,
        region: own.region,
        keyArn: key.arn,
        policy: repositoryBucketPolicy(own.bucketArn, args.serverRoleArns),
        lifecycleRules: repositoryLifecycle(),
        logBucket: args.logBucket,
        tags,
      },
      { parent: this },
    );
    this.keyArn = key.arn;
    this.registerOutputs({ bucket: own.bucket });
  }
}

/** What a service's repository is made from. */
interface ServiceRepositoryArgs extends Pick<Scope, "service" | "config" | "layout" | "tags"> {
  /** Access log bucket by region. */
  readonly logBucket: (region: string) => pulumi.Input<string>;
  /** Topic of alarms by region. */
  readonly alarmTopics: AlarmTopics;
}

/**
 * Makes the repositories of a service whose database server the stack declares, in both regions: the primary's stack has both,
 * because the standby's declares no server yet.
 * @returns none where somebody else runs the server
 */
export function serviceRepositories(
  args: ServiceRepositoryArgs,
  parent: pulumi.Resource,
): readonly Repository[] {
  const { service, config, layout } = args;
  if (layout.repositories === undefined || config.role === "standby") return [];
  const { own, other } = layout.repositories;
  return [
    repositoryIn(own, `${service.id}-repository`, "primary", args, parent),
    repositoryIn(other, `${service.id}-repository-abroad`, "standby", args, parent),
  ];
}

/** One of them, with the alarm on its key. @param role of the environment in whose region it is */
function repositoryIn(
  own: NamedSide,
  name: string,
  role: Role,
  { service, config, layout, tags, logBucket, alarmTopics: topics }: ServiceRepositoryArgs,
  parent: pulumi.Resource,
): Repository {
  const repository = new Repository(
    name,
    {
      accountId: config.accountId,
      title: service.title,
      own,
      serverRoleArns: layout.serverRoleArns,
      logBucket: logBucket(own.region),
      tags,
    },
    { parent },
  );
  new VaultAlarms(
    `${name}-alarms`,
    {
      service,
      role,
      kind: "repository",
      opens: "the repository",
      keys: [{ region: own.region, arn: repository.keyArn }],
      topics,
      tags,
    },
    { parent },
  );
  return repository;
}
