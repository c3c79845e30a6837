import {
  GetObjectCommand,
  paginateListObjectsV2,
  S3ServiceException,
  type S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";

/** Objects up to this size are sent in one request, larger ones in parts. */
const PART_BYTES = 64 * 1024 * 1024;

/** An object's newest version as a listing names it. */
export interface ListedObject {
  readonly key: string;
  /** Changes with every version: its ETag and when it was written. */
  readonly version: string;
}

/** A bucket and the server that holds it. */
export interface BucketPlace {
  readonly client: S3Client;
  readonly bucket: string;
}

/** The same promise, whose failure names what was attempted. */
async function attempt<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const status = error instanceof S3ServiceException ? `${error.$metadata.httpStatusCode ?? 0} ` : "";
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${what}: ${status}${message}`, { cause: error });
  }
}

/** Every object below a prefix, all pages. @throws if the server is down or refuses. */
export async function listObjects(
  { client, bucket }: BucketPlace,
  prefix: string,
): Promise<readonly ListedObject[]> {
  const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix });
  const found = await attempt(`list s3://${bucket}/${prefix}`, Array.fromAsync(pages));
  return found.flatMap(({ Contents = [] }) =>
    Contents.map(({ Key = "", ETag = "", LastModified }) => ({
      key: Key,
      version: `${ETag} ${LastModified?.toISOString() ?? ""}`,
    })),
  );
}

/**
 * Copies an object's newest version with its user metadata and lock, in a stream: the client compares what it reads with
 * the source's SHA-256 where that is one of the whole object, and the replica's server what it receives with the client's. Parts are not those of the source, so
 * the ETag of an object in parts is not kept.
 * @throws if a server is down, refuses, or sends something that does not match its checksum.
 */
export async function copyObject(from: BucketPlace, to: BucketPlace, key: string): Promise<void> {
  const get = new GetObjectCommand({ Bucket: from.bucket, Key: key, ChecksumMode: "ENABLED" });
  const source = await attempt(`get s3://${from.bucket}/${key}`, from.client.send(get));
  const { ContentType, ContentEncoding, ContentLanguage, ContentDisposition } = source;
  const { Body, CacheControl, Metadata } = source;
  const { ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus } = source;
  if (Body === undefined) throw new Error(`get s3://${from.bucket}/${key}: a response without a body`);
  const params = {
    ...{ Bucket: to.bucket, Key: key, Body, ChecksumAlgorithm: "SHA256" as const },
    ...{ ContentType, ContentEncoding, ContentLanguage, ContentDisposition, CacheControl, Metadata },
    ...{ ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus },
  };
  // Not PutObject, which never settles when the stream that it sends fails.
  const upload = new Upload({ client: to.client, params, queueSize: 1, partSize: PART_BYTES });
  await attempt(`put s3://${to.bucket}/${key}`, upload.done());
}
