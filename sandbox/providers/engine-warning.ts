import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/**
 * Has the engine show a warning beside a resource; resolves when it has it.
 * @param address host and port of the engine's own server; with an empty one nobody is told
 */
export function warnEngine(address: string, urn: string, message: string): Promise<void> {
  if (address === "") return Promise.resolve();
  const client = new EngineClient(address, credentials.createInsecure());
  const request = new LogRequest().setSeverity(LogSeverity.WARNING).setUrn(urn).setMessage(message);
  return new Promise((resolve) => {
    // An engine that is gone cannot take messages; nobody is left to tell.
    client.log(request, () => {
      client.close();
      resolve();
    });
  });
}
