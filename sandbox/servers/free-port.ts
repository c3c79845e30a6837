import net from "node:net";
import { randomInt } from "node:crypto";

// Below Linux's range for outgoing connections (32768 and up), so that no client takes the port between our
// look and the server's bind.
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 29_999;
const ATTEMPTS = 200;

const given = new Set<number>();

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => {
      resolve(false);
    });
    probe.listen({ host: "127.0.0.1", port, exclusive: true }, () =>
      probe.close(() => {
        resolve(true);
      }),
    );
  });
}

/**
 * A TCP port of 127.0.0.1 (20000 to 29999) that nothing listens on and that this process was not given before.
 * @throws when 200 random ports were all in use.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT + 1);
    if (given.has(port) || !(await canBind(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(
    `free port: ${ATTEMPTS} random ports between ${LOWEST_PORT} and ${HIGHEST_PORT} of 127.0.0.1 are in use; end the servers that hold them`,
  );
}
