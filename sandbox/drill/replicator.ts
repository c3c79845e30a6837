import { s3Client } from "../servers/s3-client";
import { createClock, type Clock } from "./clock";
import { copyObject, listObjects, type BucketPlace, type ListedObject } from "./replicator-store";

/** One replication configuration: a source bucket and where its copies go. */
export interface ReplicatedBucket {
  readonly source: string;
  readonly replica: string;
  /** Key prefixes that are replicated, such as `database/`. @default all keys */
  readonly prefixes?: readonly string[];
}

/** What is replicated, and how often. */
export interface ReplicatorOptions {
  readonly buckets: readonly ReplicatedBucket[];
  /** Endpoint of the source's region. */
  readonly sourceEndpoint: string;
  /** Endpoint of the replica's region. */
  readonly replicaEndpoint: string;
  /** Real milliseconds between two polls of the source. */
  readonly intervalMs: number;
  readonly clock: Pick<Clock, "now">;
}

/** What replication has done so far. */
export interface ReplicationCounts {
  /** Objects copied. */
  readonly copied: number;
  /** Polls that failed, most of them because the source's region is down. */
  readonly failures: number;
  /** Message of the last failure; undefined before the first one. */
  readonly lastFailure: string | undefined;
}

/**
 * S3 replication in the background: new objects are copied, keys unchanged; deletions stay behind, as the stacks
 * declare. Manifests come after the objects that they describe. S3 promises no order, so this one is the kinder: a
 * manifest without its object never shows up here, and the restore job's own check of that is not put to the test.
 */
export interface Replicator {
  /** Everything that was written this many real seconds ago or earlier is copied; grows while the source is down. */
  lagSeconds(): number;
  counts(): ReplicationCounts;
  /** Waits for a poll that began after this call and left nothing to copy. @throws if that poll fails. */
  drain(): Promise<void>;
  /** Ends it after the current poll; objects that are not copied yet stay behind. Calling it twice is allowed. */
  stop(): Promise<void>;
}

const isManifest = ({ key }: ListedObject): boolean => key.endsWith(".manifest.json");

/** Starts copying at once. */
export function startReplicator(options: ReplicatorOptions): Replicator {
  const { buckets, sourceEndpoint, replicaEndpoint, intervalMs, clock } = options;
  const [sourceClient, replicaClient] = [s3Client(sourceEndpoint), s3Client(replicaEndpoint)];
  const versions = new Map<string, string>();
  const realTime = createClock(1);
  const stopping = new AbortController();
  let copied = 0;
  let failures = 0;
  let lastFailure: string | undefined;
  let completeSince = clock.now();

  const copyBucket = async ({ source, replica, prefixes = [""] }: ReplicatedBucket): Promise<void> => {
    const from: BucketPlace = { client: sourceClient, bucket: source };
    const to: BucketPlace = { client: replicaClient, bucket: replica };
    const listed = (await Promise.all(prefixes.map((prefix) => listObjects(from, prefix)))).flat();
    const fresh = listed.filter(({ key, version }) => versions.get(`${source}/${key}`) !== version);
    for (const object of [...fresh.filter((one) => !isManifest(one)), ...fresh.filter(isManifest)]) {
      if (stopping.signal.aborted) return;
      await copyObject(from, to, object.key);
      versions.set(`${source}/${object.key}`, object.version);
      copied += 1;
    }
  };

  /** One poll of every bucket; a bucket that fails does not keep the others from being copied. */
  const look = async (): Promise<void> => {
    const begun = clock.now();
    const results = await Promise.allSettled(buckets.map(copyBucket));
    const failed = results.find((result) => result.status === "rejected");
    if (failed === undefined) {
      if (!stopping.signal.aborted) completeSince = begun;
      return;
    }
    failures += 1;
    const reason: unknown = failed.reason;
    lastFailure = reason instanceof Error ? reason.message : String(reason);
    throw new Error(`replication: ${lastFailure}`);
  };

  let current: Promise<void> = Promise.resolve();
  /** Looks follow each other: two at a time would copy the same object twice. */
  const nextLook = (): Promise<void> => {
    current = current.catch(() => undefined).then(look);
    return current;
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await nextLook().catch(() => undefined);
      await realTime.sleep(intervalMs / 1000, stopping.signal);
    }
  };
  const running = run();
  return {
    lagSeconds: () => (clock.now() - completeSince) / 1000,
    counts: () => ({ copied, failures, lastFailure }),
    drain: async () => {
      if (stopping.signal.aborted) throw new Error("replication: is stopped, so nothing more is copied");
      await nextLook();
    },
    stop: async () => {
      stopping.abort();
      await running;
      await current.catch(() => undefined);
      sourceClient.destroy();
      replicaClient.destroy();
    },
  };
}
