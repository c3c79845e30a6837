import http from "node:http";

/** Series, as they are written, to values. */
export type Samples = Readonly<Record<string, number>>;

/** An HTTP server whose `/metrics` tells what a test makes it tell. */
export interface MetricsExporter {
  /** `127.0.0.1:<port>`. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Starts an exporter on a free port of 127.0.0.1. @param samples asked at every scrape */
export async function startMetricsExporter(samples: () => Samples): Promise<MetricsExporter> {
  const server = http.createServer((_request, response) => {
    const lines = Object.entries(samples()).map(([series, value]) => `${series} ${value}\n`);
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(lines.join(""));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("exporter: the server has no port");
  return {
    address: `127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
