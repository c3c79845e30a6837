import http from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { createInterface } from "node:readline";
import { z } from "zod";
import { withoutProxies } from "../../cluster/kubectl";
import { temporaryDirectory } from "../../servers/at-exit";
import { startServer } from "../../servers/process";
import { programPath } from "../../tools/program";

const list = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string() }),
  items: z.array(z.unknown()).nullable(),
});
const change = z.object({ type: z.string(), object: z.unknown() });
const RETRY_MS = 500;

/** What the API server did not do. */
export class KubernetesApiError extends Error {
  constructor(
    message: string,
    /** Status of its answer. */
    readonly status: number,
  ) {
    super(message);
  }
}

/** Hears of an object as it is now, or was when it went. */
export type Listener = (object: unknown, isThere: boolean) => void;

/**
 * An API server, whatever way its kubeconfig logs in: `kubectl proxy` does that, on a socket that nobody else may open.
 */
export class KubernetesApi {
  private readonly closing = new AbortController();

  private constructor(
    /** Socket of a plain HTTP server that passes everything on. */
    readonly socketPath: string,
    private readonly end: () => Promise<void>,
  ) {}

  /**
   * Opens one.
   * @param kubeconfig file, whose current context is used
   * @param env environment of kubectl. @default this process's, without proxies
   * @throws when the API server does not answer
   */
  static async open(kubeconfig: string, env: NodeJS.ProcessEnv = withoutProxies()): Promise<KubernetesApi> {
    const folder = temporaryDirectory("api");
    const socketPath = path.join(folder.path, "socket");
    const isReady = async (): Promise<boolean> =>
      (await send({ socketPath, method: "GET", path: "/readyz" })).statusCode === 200;
    const proxy = await startServer({
      name: "kubectl proxy",
      command: [
        programPath("kubectl"),
        ...[`--kubeconfig=${kubeconfig}`, "proxy", `--unix-socket=${socketPath}`, "--accept-hosts=.*"],
      ],
      env,
      logFile: path.join(folder.path, "proxy.log"),
      ready: isReady,
    });
    return new KubernetesApi(socketPath, async () => {
      await proxy.stop();
      folder.remove();
    });
  }

  /** Ends every watch and stream with it. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.end();
  }

  /** An object or a list. @throws KubernetesApiError when there is none */
  get(resource: string): Promise<unknown> {
    return this.ask("GET", resource);
  }

  /** Makes an object. @returns it as it is made */
  create(resource: string, object: object): Promise<unknown> {
    return this.ask("POST", resource, object);
  }

  /** Deletes an object at once, whatever grace period it has. */
  async deleteNow(resource: string): Promise<void> {
    await this.ask("DELETE", `${resource}?gracePeriodSeconds=0`);
  }

  /** Hears of every object of a list, and of each change from then on, until this is closed. */
  follow(resource: string, hear: Listener): void {
    const loop = async (): Promise<void> => {
      while (!this.closing.signal.aborted) {
        // A watch ends now and then; what was missed is in the next list.
        await this.watchOnce(resource, hear).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    };
    void loop();
  }

  /** Hears every line of a resource that goes on, such as a container's log. Resolves when it ends. */
  async lines(resource: string, hear: (line: string) => void): Promise<void> {
    const { socketPath } = this;
    const answer = await send({ socketPath, method: "GET", path: resource, signal: this.closing.signal });
    if (answer.statusCode !== 200) throw await failure("GET", resource, answer);
    for await (const line of createInterface({ input: answer, crlfDelay: Infinity })) hear(line);
  }

  private async watchOnce(resource: string, hear: Listener): Promise<void> {
    const { metadata, items } = list.parse(await this.get(resource));
    for (const item of items ?? []) hear(item, true);
    const since = `watch=true&resourceVersion=${metadata.resourceVersion}`;
    await this.lines(`${resource}?${since}`, (line) => {
      const { type, object } = change.parse(JSON.parse(line));
      if (type === "ERROR") throw new Error(`${resource}: ${line}`);
      hear(object, type !== "DELETED");
    });
  }

  private async ask(method: string, resource: string, body?: object): Promise<unknown> {
    const { socketPath } = this;
    const content = body === undefined ? undefined : JSON.stringify(body);
    const answer = await send({ socketPath, method, path: resource }, content);
    if ((answer.statusCode ?? 500) >= 300) throw await failure(method, resource, answer);
    return JSON.parse(await text(answer));
  }
}

function send(options: http.RequestOptions, body?: string): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const request = http.request({ ...options, headers, agent: false }, resolve);
    request.once("error", reject);
    request.end(body);
  });
}

async function failure(
  method: string,
  resource: string,
  answer: http.IncomingMessage,
): Promise<KubernetesApiError> {
  const status = answer.statusCode ?? 0;
  const said = (await text(answer)).trim().slice(0, 500);
  return new KubernetesApiError(`${method} ${resource}: ${status} ${said}`, status);
}
