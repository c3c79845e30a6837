import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Passes what a program prints to the engine, line by line and in order, so that it appears among its messages. */
export class EngineLog {
  private readonly client: EngineClient;
  private readonly partial = { stdout: "", stderr: "" };
  private sent: Promise<void> = Promise.resolve();

  /** @param address host and port of the engine's own server */
  constructor(address: string) {
    this.client = new EngineClient(address, credentials.createInsecure());
  }

  /** Takes a piece of output; whole lines are sent, the rest waits for its end. */
  write(stream: "stdout" | "stderr", chunk: Buffer): void {
    const lines = (this.partial[stream] + chunk.toString("utf8")).split("\n");
    this.partial[stream] = lines.pop() ?? "";
    if (lines.length > 0) this.send(`${lines.join("\n")}\n`);
  }

  /** Sends what is left and waits until the engine has it all. */
  async close(): Promise<void> {
    for (const rest of [this.partial.stdout, this.partial.stderr]) if (rest !== "") this.send(rest);
    await this.sent;
    this.client.close();
  }

  private send(message: string): void {
    const request = new LogRequest().setSeverity(LogSeverity.INFO).setMessage(message);
    this.sent = this.sent.then(
      () =>
        new Promise((resolve) => {
          // An engine that is gone cannot take messages; nobody is left to tell.
          this.client.log(request, () => {
            resolve();
          });
        }),
    );
  }
}
