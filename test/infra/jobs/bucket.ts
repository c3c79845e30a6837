import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { s3Client } from "../../../sandbox/servers/s3-client";

/** One bucket of moto. */
export class Bucket {
  readonly client: S3Client;

  constructor(
    readonly url: string,
    readonly name: string,
  ) {
    this.client = s3Client(url);
  }

  /** Makes it as the vault is: versioned, with object lock. */
  async create(): Promise<void> {
    await this.client.send(new CreateBucketCommand({ Bucket: this.name, ObjectLockEnabledForBucket: true }));
  }

  /** Every key, sorted. */
  async keys(prefix = ""): Promise<string[]> {
    return Object.keys(await this.tags(prefix)).sort();
  }

  /** Entity tag of the newest version of every object, by key: of one part, its content's MD5. */
  async tags(prefix = ""): Promise<Record<string, string | undefined>> {
    const { client } = this;
    const pages = await Array.fromAsync(
      paginateListObjectsV2({ client }, { Bucket: this.name, Prefix: prefix }),
    );
    const objects = pages.flatMap(({ Contents = [] }) => Contents);
    return Object.fromEntries(objects.map(({ Key = "", ETag }) => [Key, ETag]));
  }

  /** Keys of the manifests of database backups: what counts as a backup. */
  async manifests(): Promise<string[]> {
    return (await this.keys("postgresql/")).filter((key) => key.endsWith(".manifest.json"));
  }

  /** How many multipart uploads were begun and neither completed nor aborted. */
  async unfinished(): Promise<number> {
    const { Uploads = [] } = await this.client.send(new ListMultipartUploadsCommand({ Bucket: this.name }));
    return Uploads.length;
  }

  async get(key: string): Promise<Buffer> {
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.name, Key: key }));
    if (Body === undefined) throw new Error(`${key} has no body`);
    return Buffer.from(await Body.transformToByteArray());
  }

  /** A manifest or a record. */
  async json(key: string): Promise<Record<string, unknown>> {
    const value: unknown = JSON.parse((await this.get(key)).toString());
    if (typeof value !== "object" || value === null) throw new Error(`${key} is no JSON object`);
    return Object.fromEntries(Object.entries(value));
  }

  /** Puts a new version. @returns its id */
  async put(
    key: string,
    body: Buffer,
    more: Partial<PutObjectCommandInput> = {},
  ): Promise<string | undefined> {
    const put = { Bucket: this.name, Key: key, Body: body, ChecksumAlgorithm: "SHA256", ...more } as const;
    return (await this.client.send(new PutObjectCommand(put))).VersionId;
  }

  /** Hides an object behind a delete marker. @returns the marker's version */
  async remove(key: string): Promise<string | undefined> {
    return (await this.client.send(new DeleteObjectCommand({ Bucket: this.name, Key: key }))).VersionId;
  }

  /** Removes one version for good, as an administrator who may lift a lock in governance mode. */
  async removeVersion(key: string, version: string | undefined): Promise<void> {
    const one = { Bucket: this.name, Key: key, VersionId: version, BypassGovernanceRetention: true };
    await this.client.send(new DeleteObjectCommand(one));
  }

  /** The lock of an object's newest version: mode and end; undefined when it has none. */
  async lock(key: string): Promise<{ mode: string; until: Date } | undefined> {
    const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until } = await this.client.send(
      new HeadObjectCommand({ Bucket: this.name, Key: key }),
    );
    return mode && until ? { mode, until } : undefined;
  }
}
