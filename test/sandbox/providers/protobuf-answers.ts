import { execFileSync } from "node:child_process";
import path from "node:path";
import { z } from "zod";

const schema = z.object({
  /** What each change answered. */
  changing: z.array(z.boolean()),
  /** By the question. */
  answers: z.record(z.string(), z.unknown()),
  /** How often arrays of a map were renewed: while ten levels were read, and then for whoever asked for them. */
  renewed: z.tuple([z.number(), z.number()]),
  /** Whether no change can be made again. */
  once: z.boolean(),
});

/** What google-protobuf answers as it is, with quick messages, or with quick structs too. */
export function protobufAnswers(changed: "none" | "messages" | "structs"): z.infer<typeof schema> {
  const file = path.join(__dirname, "protobuf-questions.cjs");
  const text = execFileSync(process.execPath, [file, changed], { encoding: "utf8", maxBuffer: 2 ** 26 });
  return schema.parse(JSON.parse(text));
}
