import {
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  NoSuchBucket,
  type S3Client,
} from "@aws-sdk/client-s3";

/** A version of an object. */
interface Version {
  readonly Key: string;
  readonly VersionId: string;
}

/** What is left of a bucket. */
export interface Emptied {
  /** Versions and delete markers that were deleted. */
  readonly deleted: number;
  /** Versions that object lock keeps. */
  readonly locked: number;
  /** When the last lock ends; undefined if none is left. */
  readonly until: Date | undefined;
}

/** As many as one request takes. */
const BATCH = 1000;

/** What S3 says of a version that was deleted in the same request. */
const GONE = ["NotFound", "NoSuchVersion"];

/** Every version and delete marker. */
async function versionsOf(client: S3Client, bucket: string): Promise<readonly Version[]> {
  const found: Version[] = [];
  let next: Pick<ListObjectVersionsCommandInput, "KeyMarker" | "VersionIdMarker"> | undefined = {};
  while (next !== undefined) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, ...next }),
    );
    const { Versions = [], DeleteMarkers = [], IsTruncated = false } = page;
    for (const { Key = "", VersionId = "null" } of [...Versions, ...DeleteMarkers])
      found.push({ Key, VersionId });
    next = IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
  return found;
}

/** When the last lock of some versions ends; undefined if none has one. */
async function lastEnd(
  client: S3Client,
  bucket: string,
  versions: readonly Version[],
): Promise<Date | undefined> {
  let last: Date | undefined;
  for (const version of versions) {
    try {
      // Metadata alone is read, which needs no key.
      const { ObjectLockRetainUntilDate: end } = await client.send(
        new HeadObjectCommand({ Bucket: bucket, ...version }),
      );
      if (end !== undefined && (last === undefined || end > last)) last = end;
    } catch (error) {
      if (!(error instanceof Error) || !GONE.includes(error.name)) throw error;
    }
  }
  return last;
}

/** Deletes some versions. @param batch as many as one request takes */
async function deleteBatch(client: S3Client, bucket: string, batch: readonly Version[]): Promise<Emptied> {
  const { Errors = [] } = await client.send(
    new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: [...batch], Quiet: true } }),
  );
  let until: Date | undefined;
  for (const { Key = "", VersionId, Code = "error", Message = "" } of Errors) {
    const refused = batch.filter(
      (each) => each.Key === Key && (VersionId === undefined || each.VersionId === VersionId),
    );
    const end = await lastEnd(client, bucket, refused);
    // Refused without a lock that lasts: the rights are missing, or a legal hold has no end.
    if (Code !== "AccessDenied" || end === undefined || end.getTime() <= Date.now())
      throw new Error(`${bucket}/${Key}: ${Code}: ${Message}`);
    if (until === undefined || end > until) until = end;
  }
  return { deleted: batch.length - Errors.length, locked: Errors.length, until };
}

/**
 * Deletes every version of a bucket that no lock keeps. Locks are not bypassed: they end by themselves.
 * @throws Error of S3 other than that a version is locked
 */
export async function emptyBucket(client: S3Client, bucket: string): Promise<Emptied> {
  let versions: readonly Version[];
  try {
    versions = await versionsOf(client, bucket);
  } catch (error) {
    if (error instanceof NoSuchBucket) return { deleted: 0, locked: 0, until: undefined };
    throw error;
  }
  let [deleted, locked] = [0, 0];
  let until: Date | undefined;
  for (let first = 0; first < versions.length; first += BATCH) {
    const done = await deleteBatch(client, bucket, versions.slice(first, first + BATCH));
    deleted += done.deleted;
    locked += done.locked;
    if (done.until !== undefined && (until === undefined || done.until > until)) until = done.until;
  }
  return { deleted, locked, until };
}
