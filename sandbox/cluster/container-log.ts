import { closeSync, existsSync, openSync, readSync, watch, type FSWatcher } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/** Where a line came from. */
export type OutputStream = "stdout" | "stderr";

/** The file comes to be some time after the pod. */
const LOOK_EVERY_MS = 20;
const CHUNK_BYTES = 64 * 1024;

/**
 * Takes lines of a log file as the runtime writes them, `<time> <stream> <tag> <text>`: of what had no line end within its
 * buffer the tag is P, and the rest follows.
 */
export class LogLines {
  readonly #open = { stdout: "", stderr: "" };
  readonly #whole: Record<OutputStream, string[]> = { stdout: [], stderr: [] };
  readonly #tell: (line: string, stream: OutputStream) => void;

  constructor(tell: (line: string, stream: OutputStream) => void = () => undefined) {
    this.#tell = tell;
  }

  /** @throws for a line of another form */
  take(entry: string): void {
    const [, stream, tag, text = ""] = /^\S+ (stdout|stderr) ([FP])(?::\S*)? (.*)$/s.exec(entry) ?? [];
    if ((stream !== "stdout" && stream !== "stderr") || tag === undefined)
      throw new Error(`no line of a container's log: ${entry}`);
    const line = this.#open[stream] + text;
    this.#open[stream] = tag === "P" ? line : "";
    if (tag === "P") return;
    this.#whole[stream].push(line);
    this.#tell(line, stream);
  }

  /** Tells what has no line end, and never will have. */
  end(): void {
    for (const stream of ["stdout", "stderr"] as const)
      if (this.#open[stream] !== "") this.#tell(this.#open[stream], stream);
  }

  /** All that was written to a stream. */
  text(stream: OutputStream): string {
    return [...this.#whole[stream].map((line) => `${line}\n`), this.#open[stream]].join("");
  }
}

/** Follows a log file from its first line, as it is written; it is kept open, so that it may be removed meanwhile. */
export class ContainerLog {
  readonly #lines: LogLines;
  readonly #decoder = new StringDecoder("utf8");
  readonly #buffer = Buffer.alloc(CHUNK_BYTES);
  readonly #file: string;
  readonly #timer: NodeJS.Timeout;
  #descriptor: number | undefined;
  #isOver = false;
  #watcher: FSWatcher | undefined;
  #rest = "";

  constructor(file: string, tell?: (line: string, stream: OutputStream) => void) {
    this.#file = file;
    this.#lines = new LogLines(tell);
    this.#timer = setInterval(() => {
      this.#open();
    }, LOOK_EVERY_MS);
  }

  /** Reads what is left, and ends; calling it twice is allowed. */
  close(): void {
    if (this.#isOver) return;
    this.#open();
    this.#read();
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#watcher?.close();
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
    this.#lines.end();
  }

  /** {@link LogLines.text}, so far. */
  text(stream: OutputStream): string {
    return this.#lines.text(stream);
  }

  #open(): void {
    if (this.#descriptor !== undefined || !existsSync(this.#file)) return;
    clearInterval(this.#timer);
    this.#descriptor = openSync(this.#file, "r");
    this.#watcher = watch(this.#file, () => {
      this.#read();
    });
    this.#watcher.on("error", () => undefined);
    this.#read();
  }

  #read(): void {
    for (;;) {
      const bytes = this.#descriptor === undefined ? 0 : readSync(this.#descriptor, this.#buffer);
      if (bytes === 0) return;
      const lines = (this.#rest + this.#decoder.write(this.#buffer.subarray(0, bytes))).split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) this.#lines.take(line);
    }
  }
}
