import https from "node:https";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { ApiClient } from "../servers/kube-apiserver/api-client";
import type { Cluster } from "./cluster";

const ADMINISTRATOR = "sandbox-administrator";
const NAMESPACE = "kube-system";
/** No cluster of the tests lasts longer. */
const TOKEN_LASTS = "24h";

const config = z.object({
  clusters: z
    .array(z.object({ cluster: z.object({ server: z.string(), "certificate-authority-data": z.string() }) }))
    .length(1),
});

/** A change that the API tells: what became of an object, and the object. */
const change = z.object({ type: z.string(), object: z.unknown() });
export type Change = z.infer<typeof change>;

/** A cluster's API in the hands of an administrator, without a process for each request as kubectl needs. */
export class ClusterApi {
  readonly client: ApiClient;

  private constructor(
    private readonly url: string,
    private readonly ca: string,
    private readonly token: string,
  ) {
    this.client = new ApiClient(url, ca, token);
  }

  /** Logs in as a service account that may do everything, which is made. */
  static async open(cluster: Cluster): Promise<ClusterApi> {
    const group = "rbac.authorization.k8s.io";
    const items = [
      { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: ADMINISTRATOR, namespace: NAMESPACE } },
      {
        apiVersion: `${group}/v1`,
        kind: "ClusterRoleBinding",
        metadata: { name: ADMINISTRATOR },
        roleRef: { apiGroup: group, kind: "ClusterRole", name: "cluster-admin" },
        subjects: [{ kind: "ServiceAccount", name: ADMINISTRATOR, namespace: NAMESPACE }],
      },
    ];
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    await cluster.kubectl(["apply", "--server-side", "--filename=-"], list);
    const lasting = [`--namespace=${NAMESPACE}`, `--duration=${TOKEN_LASTS}`];
    const token = await cluster.kubectl(["create", "token", ADMINISTRATOR, ...lasting]);
    const { clusters } = config.parse(JSON.parse(readFileSync(cluster.kubeconfig, "utf8")));
    const { server = "", "certificate-authority-data": ca = "" } = clusters[0]?.cluster ?? {};
    return new ClusterApi(server, Buffer.from(ca, "base64").toString("utf8"), token.trim());
  }

  /**
   * Reports the objects that exist below a path, then every change of them, until it is ended. After a broken connection it
   * starts over.
   * @returns ends it
   */
  watch(path: string, tell: (change: Change) => void): () => void {
    let ended = false;
    let request: ReturnType<typeof https.request> | undefined;
    const agent = new https.Agent({ ca: this.ca });
    const again = (): void => {
      if (!ended) setTimeout(connect, RECONNECT_MS).unref();
    };
    const take = (line: string): void => {
      const parsed = change.safeParse(JSON.parse(line));
      // An error of the API's own, which then ends the connection, is no change.
      if (!ended && parsed.success && parsed.data.type !== "ERROR") tell(parsed.data);
    };
    // Resource version 0: a cache of the API server's that was never written to keeps others waiting.
    const connect = (): void => {
      const headers = { authorization: `Bearer ${this.token}` };
      request = https.request(
        `${this.url}${path}?watch=true&resourceVersion=0`,
        { agent, headers },
        (response) => {
          let open = "";
          response.setEncoding("utf8").on("data", (chunk: string) => {
            const lines = (open + chunk).split("\n");
            open = lines.pop() ?? "";
            for (const line of lines) take(line);
          });
          response.once("error", () => undefined);
          response.once("close", again);
        },
      );
      request.once("error", again);
      request.end();
    };
    connect();
    return () => {
      ended = true;
      request?.destroy();
      agent.destroy();
    };
  }
}

const RECONNECT_MS = 200;
