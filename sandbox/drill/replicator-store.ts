import { createHash } from "node:crypto";
import http from "node:http";
import { Transform } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";

// The sandbox's store asks for a signature but does not check it.
const AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=sandbox/20260101/us-east-1/s3/aws4_request, Signature=0";

/** Headers of an object that its copy has too: what clients read, user metadata, and locks. */
const KEPT =
  /^(content-(type|encoding|language|disposition)|cache-control|expires|x-amz-meta-.+|x-amz-object-lock-(mode|retain-until-date|legal-hold))$/;

const TIMEOUT_MS = 60_000;

/** An object's newest version as a listing names it. */
export interface ListedObject {
  readonly key: string;
  /** Changes with every version: its ETag and when it was written. */
  readonly version: string;
}

/** A bucket of a server that speaks S3's API. */
export interface BucketPlace {
  /** Such as `http://127.0.0.1:20001`. */
  readonly endpoint: string;
  readonly bucket: string;
}

const urlOf = ({ endpoint, bucket }: BucketPlace, rest: string): string => `${endpoint}/${bucket}${rest}`;
const keyPath = (key: string): string => `/${key.split("/").map(encodeURIComponent).join("/")}`;

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', amp: "&", lt: "<", gt: ">", apos: "'" };

function textOf(xml: string, tag: string): string {
  const [, text = ""] = new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml) ?? [];
  return text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

/** One request; resolves with the answer's head, whose body the caller must read. */
function send(
  method: "GET" | "PUT",
  url: string,
  headers: http.OutgoingHttpHeaders,
  write: (request: http.ClientRequest) => Promise<void>,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, {
      method,
      headers: { ...headers, authorization: AUTHORIZATION },
      timeout: TIMEOUT_MS,
    });
    request.once("timeout", () =>
      request.destroy(new Error(`${method} ${url}: no answer in ${TIMEOUT_MS} ms`)),
    );
    request.once("response", resolve);
    request.on("error", reject);
    write(request).catch((error: unknown) => {
      reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

async function refused(what: string, response: http.IncomingMessage): Promise<never> {
  const text = (await buffer(response)).toString().slice(0, 300);
  throw new Error(`${what}: ${response.statusCode ?? 0} ${text}`);
}

async function get(url: string): Promise<http.IncomingMessage> {
  const headers = { "x-amz-checksum-mode": "ENABLED" };
  const response = await send("GET", url, headers, (request) => {
    request.end();
    return Promise.resolve();
  });
  return response.statusCode === 200 ? response : refused(`GET ${url}`, response);
}

/** Every object below a prefix, all pages. @throws when the endpoint is away or refuses. */
export async function listObjects(place: BucketPlace, prefix: string): Promise<readonly ListedObject[]> {
  const found: ListedObject[] = [];
  let token = "";
  do {
    const more = token === "" ? "" : `&continuation-token=${encodeURIComponent(token)}`;
    const page = await get(urlOf(place, `?list-type=2&prefix=${encodeURIComponent(prefix)}${more}`));
    const xml = (await buffer(page)).toString();
    for (const [, entry = ""] of xml.matchAll(/<Contents>(.*?)<\/Contents>/gs))
      found.push({
        key: textOf(entry, "Key"),
        version: `${textOf(entry, "ETag")} ${textOf(entry, "LastModified")}`,
      });
    token = textOf(xml, "NextContinuationToken");
  } while (token !== "");
  return found;
}

/** A digest of what passes through. */
function digesting(): { readonly passed: Transform; readonly sha256: () => string } {
  const hash = createHash("sha256");
  const passed = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { passed, sha256: () => hash.digest("base64") };
}

/**
 * Copies an object's newest version with its user metadata and lock, in a stream, and compares the SHA-256 of what was
 * read with what either store says of it. The copy is one part, so the ETag of an object in parts is not kept.
 * @throws when a store is away, refuses, or holds something else than it was sent.
 */
export async function copyObject(from: BucketPlace, to: BucketPlace, key: string): Promise<void> {
  const source = await get(urlOf(from, keyPath(key)));
  const headers = Object.entries(source.headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && KEPT.test(entry[0]),
  );
  const { passed, sha256 } = digesting();
  const url = urlOf(to, keyPath(key));
  const wanted = {
    ...Object.fromEntries(headers),
    "content-length": source.headers["content-length"],
    // A bucket with a default retention wants a write to name its checksum; the store computes it.
    "x-amz-sdk-checksum-algorithm": "SHA256",
  };
  const answer = await send("PUT", url, wanted, (request) => pipeline(source, passed, request));
  if (answer.statusCode !== 200) await refused(`PUT ${url}`, answer);
  answer.resume();
  const read = sha256();
  const [sent, stored] = [source, answer].map((message) => message.headers["x-amz-checksum-sha256"]);
  // A checksum of parts, `<digest>-<parts>`, is no digest of the whole.
  const told = [stored, typeof sent === "string" && !sent.includes("-") ? sent : undefined];
  const other = told.find((checksum) => checksum !== undefined && checksum !== read);
  if (other !== undefined)
    throw new Error(`copy ${url}: read were SHA-256 ${read}, a store says ${String(other)}; copy it again`);
}
