import https from "node:https";
import { readFileSync } from "node:fs";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { makeCertificate } from "../../../sandbox/servers/certificate";

/** What the stand-in answers to a list request: objects of one kind, or a refusal. */
export type Answer =
  { readonly kind: string; readonly items: readonly object[] } | { readonly status: number };

/** The list requests of a Kubernetes API over TLS, in pages of one object, for one token. */
export interface KubeListServer {
  readonly port: number;
  readonly certFile: string;
  stop(): Promise<void>;
}

/** @param answers by path, without the query. */
export async function startKubeListServer(
  token: string,
  answers: Readonly<Record<string, Answer>>,
): Promise<KubeListServer> {
  const directory = temporaryDirectory("kube-list");
  const { keyFile, certFile } = await makeCertificate(directory.path);
  const server = https.createServer(
    { key: readFileSync(keyFile), cert: readFileSync(certFile) },
    (request, response) => {
      const url = new URL(request.url ?? "/", "https://127.0.0.1");
      const answer = answers[url.pathname];
      const refuse = (status: number): void => {
        response
          .writeHead(status)
          .end(JSON.stringify({ kind: "Status", message: `refused ${url.pathname}` }));
      };
      if (request.headers.authorization !== `Bearer ${token}`) {
        refuse(401);
        return;
      }
      if (answer === undefined) {
        refuse(404);
        return;
      }
      if ("status" in answer) {
        refuse(answer.status);
        return;
      }
      const index = Number(url.searchParams.get("continue") ?? 0);
      const next = index + 1 < answer.items.length ? String(index + 1) : "";
      response.end(
        JSON.stringify({
          kind: `${answer.kind}List`,
          apiVersion: "v1",
          metadata: { continue: next },
          items: answer.items.slice(index, index + 1),
        }),
      );
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("server has no port");
  return {
    port: address.port,
    certFile,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      directory.remove();
    },
  };
}
