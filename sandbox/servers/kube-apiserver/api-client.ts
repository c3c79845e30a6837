import https from "node:https";
import { z } from "zod";
import { ObjectPaths } from "./object-path";

/** One request to the API. */
export interface ApiRequest {
  /** @default GET */
  readonly method?: string;
  /** Sent as JSON. @default no body */
  readonly body?: unknown;
  /** Bearer token. @default the administrator's */
  readonly token?: string;
  /** Content type of the body. @default application/json */
  readonly contentType?: string;
}

/** What the API answered, whatever its status. */
export interface ApiResponse {
  /** HTTP status code. */
  readonly status: number;
  /** The body's JSON value; its text when it is not JSON. */
  readonly body: unknown;
  /** What it warned of in that answer: deprecations, Pod Security. */
  readonly warnings: readonly string[];
}

const tokenRequest = z.object({ status: z.object({ token: z.string() }) });

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The text of a warning header, `299 - "unknown field"`. */
const warningText = (header: string): string =>
  /^\d+ \S+ "(.*)"$/s.exec(header)?.[1]?.replace(/\\(.)/g, "$1") ?? header;

/** A small client of the Kubernetes API on 127.0.0.1. */
export class ApiClient {
  private readonly agent: https.Agent;
  private readonly paths = new ObjectPaths(this);

  /**
   * @param url of the API server
   * @param caCert PEM that it is trusted by
   * @param adminToken token of a member of system:masters
   */
  constructor(
    private readonly url: string,
    caCert: string,
    private readonly adminToken: string,
  ) {
    this.agent = new https.Agent({ ca: caCert, keepAlive: false });
  }

  /** Sends one request. @throws only when there is no answer. */
  request(path: string, { method = "GET", body, token, contentType }: ApiRequest = {}): Promise<ApiResponse> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${token ?? this.adminToken}`,
        ...(text === undefined
          ? {}
          : {
              "content-type": contentType ?? "application/json",
              // Node.js announces no body of a DELETE by itself, and the API would not read it.
              "content-length": Buffer.byteLength(text),
            }),
      };
      const request = https.request(
        `${this.url}${path}`,
        { method, headers, agent: this.agent },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.once("error", reject);
          response.once("end", () => {
            resolve({
              status: response.statusCode ?? 0,
              body: parseBody(Buffer.concat(chunks).toString("utf8")),
              warnings: (response.headersDistinct["warning"] ?? []).map(warningText),
            });
          });
        },
      );
      request.setTimeout(30_000, () =>
        request.destroy(new Error(`${method} ${path}: no answer within 30 s`)),
      );
      request.once("error", reject);
      request.end(text);
    });
  }

  /** The body of a successful answer. @throws naming request, status and the API's message for any other. */
  async must(path: string, request: ApiRequest = {}): Promise<unknown> {
    const { status, body } = await this.request(path, request);
    if (status >= 200 && status < 300) return body;
    throw new Error(`${request.method ?? "GET"} ${path}: ${status} ${JSON.stringify(body)}`);
  }

  /**
   * Where the API keeps an object.
   * @param namespace for an object that names none. @default default
   * @returns undefined when it does not know the kind. @throws ZodError for what has no kind or name.
   */
  pathOf(manifest: unknown, namespace?: string): Promise<string | undefined> {
    return this.paths.of(manifest, namespace);
  }

  /** {@link pathOf}. @throws when the API does not know the kind. */
  mustPathOf(manifest: unknown, namespace?: string): Promise<string> {
    return this.paths.must(manifest, namespace);
  }

  /**
   * Applies a manifest as `kubectl apply --server-side --force-conflicts` does.
   * @param namespace for an object that names none. @default default
   * @returns the object as the API keeps it.
   */
  async apply(manifest: unknown, namespace?: string): Promise<unknown> {
    const path = await this.paths.must(manifest, namespace);
    // JSON is YAML.
    const contentType = "application/apply-patch+yaml";
    const query = "fieldManager=sandbox&force=true";
    return this.must(`${path}?${query}`, { method: "PATCH", body: manifest, contentType });
  }

  /**
   * A token of a service account, as `kubectl create token` makes it.
   * @param expirationSeconds at least 600, as the API demands. @default 3600
   */
  async serviceAccountToken(namespace: string, name: string, expirationSeconds = 3600): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const body = {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds },
    };
    return tokenRequest.parse(await this.must(path, { method: "POST", body })).status.token;
  }
}
