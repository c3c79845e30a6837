// moto asks for a signature but does not check it.
const AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=sandbox/20260101/us-east-1/s3/aws4_request, Signature=0";

interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
}

/** One bucket of moto, over plain HTTP. */
export class Bucket {
  constructor(
    readonly url: string,
    readonly name: string,
  ) {}

  /** Makes it as the vault is: versioned, with object lock. */
  async create(): Promise<void> {
    const headers = { "x-amz-bucket-object-lock-enabled": "true" };
    await this.request("", { method: "PUT", headers });
  }

  /** Every key, sorted. */
  async keys(prefix = ""): Promise<string[]> {
    const text = await (await this.request(`?list-type=2&prefix=${encodeURIComponent(prefix)}`)).text();
    return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key).sort();
  }

  /** Keys of the manifests of database backups: what counts as a backup. */
  async manifests(): Promise<string[]> {
    return (await this.keys("postgresql/")).filter((key) => key.endsWith(".manifest.json"));
  }

  /** How many multipart uploads were begun and neither completed nor aborted. */
  async unfinished(): Promise<number> {
    const text = await (await this.request("?uploads")).text();
    return [...text.matchAll(/<UploadId>/g)].length;
  }

  async get(key: string): Promise<Buffer> {
    return Buffer.from(await (await this.request(`/${key}`)).arrayBuffer());
  }

  /** A manifest or a record. */
  async json(key: string): Promise<Record<string, unknown>> {
    const value: unknown = JSON.parse((await this.get(key)).toString());
    if (typeof value !== "object" || value === null) throw new Error(`${key} is no JSON object`);
    return Object.fromEntries(Object.entries(value));
  }

  /** Puts a new version. */
  async put(key: string, body: Buffer): Promise<void> {
    await this.request(`/${key}`, { method: "PUT", body: new Uint8Array(body) });
  }

  /** Hides an object behind a delete marker. */
  async remove(key: string): Promise<void> {
    await this.request(`/${key}`, { method: "DELETE" });
  }

  /** The lock of an object's newest version: mode and end; undefined when it has none. */
  async lock(key: string): Promise<{ mode: string; until: Date } | undefined> {
    const { headers } = await this.request(`/${key}`, { method: "HEAD" });
    const [mode, until] = ["mode", "retain-until-date"].map((name) =>
      headers.get(`x-amz-object-lock-${name}`),
    );
    return mode && until ? { mode, until: new Date(until) } : undefined;
  }

  private async request(rest: string, init: Request = {}): Promise<Response> {
    const headers = { ...init.headers, authorization: AUTHORIZATION };
    const response = await fetch(`${this.url}/${this.name}${rest}`, { ...init, headers });
    if (!response.ok)
      throw new Error(`${init.method ?? "GET"} ${rest}: ${response.status} ${await response.text()}`);
    return response;
  }
}
