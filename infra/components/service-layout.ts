import { byLogin } from "../catalog/logins";
import type { LoginName, Role, Service } from "../catalog/types";
import type { Settings } from "../config";
import {
  bucketArn,
  databaseRole,
  kmsAlias,
  namespaceName,
  objectName,
  replicaBucket,
  repositoryBucket,
  roleArn,
  roleName,
  serverAccountName,
  serviceAccountName,
  vaultBucket,
  type Duty,
} from "../naming";
import { priorityClassNames, type PriorityClassNames } from "./pod/priority-classes";

/** One side of a vault: a bucket and the alias of the key that encrypts it. */
export interface VaultSide {
  readonly bucketArn: string;
  readonly region: string;
  /** Alias with its `alias/` prefix. */
  readonly keyAlias: string;
}

/** A vault bucket by name, and the side that policies speak of. */
export type NamedSide = VaultSide & { readonly bucket: string };

/** An identity of jobs: its account in the cluster and its role in AWS. */
export interface IdentityLayout {
  readonly serviceAccount: string;
  readonly roleName: string;
  readonly roleArn: string;
}

/** Every physical name of a service in one environment, known before anything exists. */
export interface ServiceLayout {
  readonly namespace: string;
  /** Where this environment writes. */
  readonly own: NamedSide;
  /** Its copy in the replica region; undefined without one. */
  readonly replica: NamedSide | undefined;
  /** Where verification and restore read. */
  readonly source: NamedSide;
  /** Where an activation restores from: what the other environment wrote, in a region that is not its own. */
  readonly peer: NamedSide;
  /**
   * Where the database server that the stack declares archives to: the repository of its own region, which this stack
   * declares, and that of the other environment's; and the Secret of their passphrases. Undefined if somebody else runs
   * the server.
   */
  readonly repositories:
    { readonly own: NamedSide; readonly other: NamedSide; readonly secretName: string } | undefined;
  readonly replicationRoleName: string;
  /** Roles of the jobs on both sides: none of them may ever delete. */
  readonly jobRoleArns: readonly string[];
  readonly backup: IdentityLayout;
  readonly configBackup: IdentityLayout;
  readonly configRestore: IdentityLayout;
  readonly restore: IdentityLayout;
  /** Of the database server, if the stack declares one. */
  readonly server: IdentityLayout;
  /** Roles of the database servers of both environments: each writes to both repositories. */
  readonly serverRoleArns: readonly string[];
  /** ServiceAccount of what only asks over HTTPS: without a role in AWS. */
  readonly probeAccount: string;
  /** Database logins: of the jobs, of migrations, of the exporter, and of the application. */
  readonly logins: Readonly<Record<LoginName, string>>;
  /** The database's own roles: its owner, and the one that the application acts as. */
  readonly knownRoles: { readonly owner: string; readonly application: string };
  /** PriorityClass by who goes first in a full cluster; of all services. */
  readonly priorityClasses: PriorityClassNames;
}

const SIDES: readonly Role[] = ["primary", "standby"];
const JOB_DUTIES: readonly Duty[] = ["backup", "config-backup", "config-restore", "restore"];

type Place = Pick<
  Settings,
  "role" | "region" | "replicaRegion" | "primaryRegion" | "accountId" | "bucketSuffix"
>;

function side(bucket: string, region: string, keyAlias: string): NamedSide {
  return { bucket, bucketArn: bucketArn(bucket), region, keyAlias };
}

/**
 * Where an environment restores from: the standby from the primary's replica in its own region (trap 8: nothing of the
 * primary's region), also when it serves, for until its first own backup there is nothing else; the primary from its
 * own vault.
 */
function sourceOf(service: Service, place: Place, own: NamedSide): NamedSide {
  if (place.role === "primary") return own;
  const replica = replicaBucket(service.backup.bucket, place.bucketSuffix);
  return side(replica, place.region, kmsAlias(service.id, "primary"));
}

/**
 * What the other environment wrote: for the standby the primary's replica, for the primary the standby's own vault,
 * which lies in the replica region.
 */
function peerOf(service: Service, place: Place, source: NamedSide): NamedSide {
  if (place.role === "standby") return source;
  const bucket = vaultBucket(service.backup.bucket, "standby", place.bucketSuffix);
  return side(bucket, place.replicaRegion ?? place.region, kmsAlias(service.id, "standby"));
}

/** A repository for each region of the two environments, in the order of its own and the other's. */
function repositoriesOf(service: Service, place: Place): ServiceLayout["repositories"] {
  if (service.database.server?.kind !== "cluster") return undefined;
  const repository = (role: Role, region: string): NamedSide =>
    side(
      repositoryBucket(service.backup.bucket, role, place.bucketSuffix),
      region,
      kmsAlias(service.id, role, "repository"),
    );
  const isPrimary = place.role === "primary";
  // The standby's own repository is in the region that the primary replicates to.
  const elsewhere = (isPrimary ? place.replicaRegion : place.primaryRegion) ?? place.region;
  return {
    own: repository(place.role, place.region),
    other: repository(isPrimary ? "standby" : "primary", elsewhere),
    secretName: objectName(serverAccountName, "repositories"),
  };
}

/** Names everything of a service in an environment. @throws ProblemError outside the limits of a name */
export function serviceLayout(service: Service, place: Place): ServiceLayout {
  const { role, region, replicaRegion, accountId, bucketSuffix } = place;
  const { bucket } = service.backup;
  const alias = kmsAlias(service.id, role);
  const identity = (duty: Duty): IdentityLayout => {
    const name = roleName(service.id, duty, role);
    return { serviceAccount: serviceAccountName(duty), roleName: name, roleArn: roleArn(accountId, name) };
  };
  const own = side(vaultBucket(bucket, role, bucketSuffix), region, alias);
  const source = sourceOf(service, place, own);
  return {
    namespace: namespaceName(service.namespace, role),
    own,
    replica:
      replicaRegion === undefined
        ? undefined
        : side(replicaOf(role, bucket, bucketSuffix), replicaRegion, alias),
    source,
    peer: peerOf(service, place, source),
    jobRoleArns: SIDES.flatMap((anySide) =>
      JOB_DUTIES.map((duty) => roleArn(accountId, roleName(service.id, duty, anySide))),
    ),
    repositories: repositoriesOf(service, place),
    replicationRoleName: roleName(service.id, "replication", role),
    backup: identity("backup"),
    configBackup: identity("config-backup"),
    configRestore: identity("config-restore"),
    restore: identity("restore"),
    server: { ...identity("server"), serviceAccount: serverAccountName },
    serverRoleArns: SIDES.map((anySide) => roleArn(accountId, roleName(service.id, "server", anySide))),
    probeAccount: serviceAccountName("probe"),
    logins: byLogin((login) => databaseRole(service.database.name, login)),
    knownRoles: {
      owner: service.database.ownerRole,
      application: databaseRole(service.database.name, "application"),
    },
    priorityClasses: priorityClassNames(role),
  };
}

/** The replica of what an environment writes; a standby's own vault may have one too, in a third region. */
function replicaOf(role: Role, bucket: string, suffix: string | undefined): string {
  return role === "primary" ? replicaBucket(bucket, suffix) : replicaBucket(`${bucket}-dr`, suffix);
}
