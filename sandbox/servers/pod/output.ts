import { StringDecoder } from "node:string_decoder";
import type { Readable } from "node:stream";

/** Where a line came from. */
export type OutputStream = "stdout" | "stderr";

/** Collects a stream as text and tells its lines as they are completed. */
export function collect(stream: Readable, onLine: (line: string) => void): { text(): string } {
  const decoder = new StringDecoder("utf8");
  const parts: string[] = [];
  let open = "";
  const take = (text: string): void => {
    parts.push(text);
    const lines = (open + text).split("\n");
    open = lines.pop() ?? "";
    lines.forEach(onLine);
  };
  stream.on("data", (chunk: Buffer) => {
    take(decoder.write(chunk));
  });
  stream.once("end", () => {
    take(decoder.end());
    if (open !== "") onLine(open);
  });
  return { text: () => parts.join("") };
}
