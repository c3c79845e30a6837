import net from "node:net";
import path from "node:path";
import tls from "node:tls";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { makeCertificate, type Certificate } from "../../../sandbox/servers/certificate";
import { describeReal } from "../../support/describe-real";
import { SOON_MILLISECONDS } from "../../support/processes";

const JOBS = path.resolve(__dirname, "../../../infra/jobs");
const run = promisify(execFile);

const REQUEST = `
import json, socket, sys, http_client
args = json.loads(sys.argv[1])
if "addresses" in args:
    # Every name has these addresses.
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, args["port"])) for each in args["addresses"]]
    socket.getaddrinfo = lambda *_, **__: found
client = http_client.Client(args.get("caFile"), args.get("verify", True))
body = b"x" * args["bytes"] if "bytes" in args else None
try:
    response = client.request("POST" if body else "GET", args["url"], args["seconds"], args["limit"], body=body)
    print(json.dumps({"status": response.status, "body": response.body.decode("latin-1")}))
except OSError as error:
    print(json.dumps({"error": http_client.reason_of(error), "kind": type(error).__name__}))
`;

const PERSIST = `
import json, sys, time, http_client
args, attempts, reports = json.loads(sys.argv[1]), [], []
def attempt(seconds):
    attempts.append(seconds)
    if len(attempts) > args.get("failures", 100):
        return "done"
    raise http_client.Retriable("busy", args["headers"])
try:
    deadline = time.monotonic() + args["seconds"]
    result = http_client.persist(attempt, deadline, 9, lambda text, _: reports.append(text), args["attempts"], 0.05)
except http_client.GaveUp as end:
    result = [str(end), end.attempts, end.pause]
print(json.dumps({"result": result, "reports": reports, "longest": max(attempts, default=0)}))
`;

const FULL = `
import socket, sys
server = socket.create_server(("127.0.0.1", 0), backlog=0)
full = [socket.socket() for _ in range(4)]
for each in full:
    each.setblocking(False)
    each.connect_ex(server.getsockname())
print(server.getsockname()[1], flush=True)
sys.stdin.read()
`;

const outcome = z.object({
  status: z.number().optional(),
  body: z.string().optional(),
  error: z.string().optional(),
  kind: z.string().optional(),
});
const persisted = z.object({
  result: z.array(z.unknown()),
  reports: z.array(z.string()),
  longest: z.number(),
});

async function python(script: string, args: object, env: Readonly<Record<string, string>> = {}) {
  const { stdout, stderr } = await run("/usr/bin/python3", ["-B", "-c", script, JSON.stringify(args)], {
    env: { PATH: "/usr/bin:/bin", PYTHONPATH: JOBS, ...env },
  });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as unknown;
}

/** What the client makes of a request. */
const request = async (args: object, env: Readonly<Record<string, string>> = {}) =>
  outcome.parse(await python(REQUEST, { seconds: 20, limit: 1000, ...args }, env));

/** What comes of attempts that fail with these headers. */
const persist = async (args: object) =>
  persisted.parse(await python(PERSIST, { attempts: 6, headers: {}, ...args }));

describeReal("http_client.py", ["boto3"], () => {
  const folder = temporaryDirectory("http-client");
  const servers: net.Server[] = [];
  const sockets = new Set<net.Socket>();
  let [own, other]: Certificate[] = [];

  beforeAll(async () => {
    const make = (name: string) => {
      mkdirSync(path.join(folder.path, name));
      return makeCertificate(path.join(folder.path, name));
    };
    [own, other] = [await make("own"), await make("other")];
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });
  afterAll(() => {
    folder.remove();
  });

  /** Starts a server whose every connection is handled so once its first bytes came; returns its address. */
  async function serve(
    handle: (socket: net.Socket, head: string) => void,
    secure?: Certificate,
  ): Promise<string> {
    const accept = (socket: net.Socket): void => {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.once("data", (head: Buffer) => {
        handle(socket, head.toString("latin1"));
      });
    };
    const server =
      secure === undefined
        ? net.createServer(accept)
        : tls.createServer(
            { key: readFileSync(secure.keyFile), cert: readFileSync(secure.certFile) },
            accept,
          );
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("server has no port");
    return `127.0.0.1:${address.port}`;
  }
  const respond =
    (status: string, body: string | Buffer = "", headers = "") =>
    (socket: net.Socket) => {
      socket.write(`HTTP/1.1 ${status}\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`);
      socket.end(body);
    };
  const drip = (start: string) => (socket: net.Socket) => {
    socket.write(start);
    const timer = setInterval(() => socket.write("x"), 100);
    socket.on("close", () => {
      clearInterval(timer);
    });
  };

  it.each([
    ["says nothing", () => undefined],
    ["drips its headers", drip("HTTP/1.1 200 OK\r\nX-Slow: ")],
    ["drips its body", drip("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")],
  ])("gives up in time on a server that %s", async (_how, handle) => {
    const started = Date.now();
    const address = await serve(handle);
    expect(await request({ url: `http://${address}/`, seconds: 1, limit: 5000 })).toEqual({
      error: "no response in 1.0 s",
      kind: "TimeoutError",
    });
    expect(Date.now() - started).toBeLessThan(SOON_MILLISECONDS);
  });

  it("gives up in time where no address of a host lets anybody connect", async () => {
    // A full backlog: what is more is neither accepted nor refused.
    const full = spawn("/usr/bin/python3", ["-c", FULL], { stdio: ["pipe", "pipe", "inherit"] });
    try {
      const port = Number((await once(full.stdout, "data")).toString());
      const started = Date.now();
      const addresses = Array.from({ length: 30 }, () => "127.0.0.1");
      const { error } = await request({
        url: `http://many.example.com:${port}/`,
        addresses,
        port,
        seconds: 1,
      });
      expect(error).toBe("no response in 1.0 s");
      expect(Date.now() - started).toBeLessThan(25_000);
    } finally {
      full.kill();
    }
  });

  it("reads no more of a body than it may, and does not unpack it", async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const address = await serve(respond("200 OK", bomb, "Content-Encoding: gzip\r\n"));
    const { body = "" } = await request({ url: `http://${address}/` });
    expect(body).toBe(bomb.subarray(0, 1000).toString("latin1"));
  });

  it("follows no redirect", async () => {
    const address = await serve(respond("307 Moved", "", "Location: http://127.0.0.1:1/\r\n"));
    expect(await request({ url: `http://${address}/` })).toEqual({ status: 307, body: "" });
  });

  it("hears a refusal that comes while it still sends", async () => {
    const address = await serve((socket) => {
      socket.pause();
      respond("413 Content Too Large", "no")(socket);
      setTimeout(() => socket.destroy(), 500);
    });
    const found = await request({ url: `http://${address}/`, bytes: 50_000_000 });
    expect(found).toEqual({ status: 413, body: "no" });
  });

  it.each([
    ["nothing listens", () => "127.0.0.1:1", "[Errno 111] Connection refused"],
    ["the server leaves", () => serve((socket) => socket.end()), /^Remote end closed connection/],
    [
      "the response is none of HTTP",
      () => serve((socket) => socket.end("SSH-2.0-x\r\n")),
      /^no HTTP response: .*SSH-2/,
    ],
  ])("says plainly that %s", async (_what, address, reason) => {
    const { error } = await request({ url: `http://${await address()}/` });
    if (typeof reason === "string") expect(error).toBe(reason);
    else expect(error).toMatch(reason);
  });

  it("trusts the authority of a file and no other, unless it is to trust any", async () => {
    const url = `https://${await serve(respond("200 OK", "well"), own)}/`;
    const refused = {
      kind: "SSLCertVerificationError",
      error: expect.stringContaining("self-signed") as unknown,
    };
    expect(await request({ url, caFile: own?.certFile })).toMatchObject({ status: 200, body: "well" });
    expect(await request({ url, caFile: other?.certFile })).toMatchObject(refused);
    expect(await request({ url })).toMatchObject(refused);
    expect(await request({ url, verify: false })).toMatchObject({ status: 200 });
    // It is for the address alone.
    const port = Number(new URL(url).port);
    const named = { url: `https://elsewhere.example.com:${port}/`, addresses: ["127.0.0.1"], port };
    expect(await request({ ...named, caFile: own?.certFile })).toMatchObject({
      kind: "SSLCertVerificationError",
    });
  });

  it.each(["http", "https"])(
    "logs in to the proxy of %s, and leaves out whom no_proxy names",
    async (scheme) => {
      const heads: string[] = [];
      const proxy = await serve((socket, head) => {
        heads.push(head);
        respond("407 Proxy Authentication Required")(socket);
      });
      const env = {
        [`${scheme}_proxy`]: `http://lifeboat:p%40ss%C3%A9@${proxy}`,
        no_proxy: "here.example.com",
      };
      const found = await request({ url: `${scheme}://away.example.com/` }, env);
      const login = Buffer.from("lifeboat:p@ssé").toString("base64");
      expect(heads).toEqual([
        expect.stringMatching(new RegExp(`^Proxy-Authorization: Basic ${login}\r$`, "im")),
      ]);
      expect(JSON.stringify(found)).toContain("407");
      expect(JSON.stringify(found)).not.toMatch(/p@ss|p%40/);
      const { error } = await request({ url: `${scheme}://here.example.com/` }, env);
      expect(error).toContain("Name or service not known");
      expect(heads).toHaveLength(1);
    },
  );

  it("shows nothing of a proxy's login that is not percent-encoded", async () => {
    const { error } = await request(
      { url: "http://away.example.com/" },
      { http_proxy: "http://user:p#ss@proxy:1" },
    );
    expect(error).toBe("the proxy's URL is not valid: percent-encode its login");
  });

  it("waits as long as a response asks, and longer each time where it asks for less", async () => {
    const soon = await persist({ seconds: 60, failures: 2, headers: { "Retry-After": "1" } });
    expect(soon).toEqual({
      result: ["done", 3],
      reports: ["busy; next attempt in 1 s", "busy; next attempt in 1 s"],
      longest: 9,
    });
    const { reports } = await persist({ seconds: 60, attempts: 4, headers: { "Retry-After": "0" } });
    expect(reports).toEqual([0.1, 0.1, 0.2].map((seconds) => `busy; next attempt in ${seconds} s`));
  });

  it.each(["never", "-1", "1e3", "Fri, 31 Dec 99999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"])(
    "takes Retry-After %j for nothing",
    async (text) => {
      const { result } = await persist({ seconds: 60, attempts: 2, headers: { "Retry-After": text } });
      expect(result).toEqual(["busy", 2, "0.1 s"]);
    },
  );

  it.each([
    ["3600", "3600 s"],
    ["9".repeat(400), "21600 s"],
    [new Date(Date.now() + 7_200_000).toUTCString(), expect.stringMatching(/^7\d{3}(\.\d)? s$/)],
  ])("gives up at once where it is asked for more time than there is: %#", async (text, pause) => {
    const started = Date.now();
    const { result, reports } = await persist({ seconds: 60, headers: { "Retry-After": text } });
    expect([result, reports]).toEqual([["busy", 1, pause], []]);
    expect(Date.now() - started).toBeLessThan(SOON_MILLISECONDS);
  });

  it("begins no attempt after its deadline, and gives none more time than is left", async () => {
    const { result, longest } = await persist({ seconds: 0.3, attempts: 100 });
    expect(result[1]).toBeLessThan(5);
    expect(longest).toBeLessThanOrEqual(0.3);
    expect(await persist({ seconds: -1 })).toEqual({
      result: ["no time is left", 0, "0 s"],
      reports: [],
      longest: 0,
    });
  });
});
