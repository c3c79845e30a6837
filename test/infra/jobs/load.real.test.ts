import path from "node:path";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { temporaryDirectory, type TemporaryDirectory } from "../../../sandbox/servers/at-exit";
import { describeReal } from "../../support/describe-real";

const LOAD = path.resolve(__dirname, "../../../infra/jobs/load.py");
const SETTINGS = "\\restrict abc\nSET client_encoding = 'UTF8';\n";
const PREAMBLE = `${SETTINGS}SELECT pg_catalog.set_config('search_path', '', false);\n`;

describeReal("load.py", ["boto3"], () => {
  let directory: TemporaryDirectory;

  beforeAll(() => {
    directory = temporaryDirectory("load");
  });
  afterAll(() => {
    directory.remove();
  });

  /** Loads a script with a psql that keeps what it is sent; returns what each session got, the main one first. */
  function load(
    script: string,
    psql = 'exec cat >"$OUT/$(date +%s%N)-$$"',
    kilobytes?: number,
  ): { code: number | null; stderr: string; sent: string[]; again: unknown } {
    const place = path.join(directory.path, String(Math.random()));
    const out = path.join(place, "out");
    mkdirSync(out, { recursive: true });
    writeFileSync(path.join(place, "psql"), `#!/bin/bash\n${psql}\n`, { mode: 0o755 });
    const limit = kilobytes === undefined ? "" : `ulimit -v ${kilobytes}; `;
    const { status, stderr } = spawnSync(
      "/bin/sh",
      ["-c", `${limit}exec /usr/bin/python3 "$1" db 2 "$TMPDIR/again"`, "load", LOAD],
      {
        ...{ input: script, encoding: "utf8" },
        env: { PATH: `${place}:/usr/bin:/bin`, OUT: out, TMPDIR: place },
      },
    );
    const texts = readdirSync(out).map((name) => readFileSync(path.join(out, name), "utf8"));
    const main = texts.filter((text) => text.includes("-- end"));
    const file = path.join(place, "again");
    const again: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
    return { code: status, stderr, sent: [...main, ...texts.filter((text) => !main.includes(text))], again };
  }

  /** The rows that sessions were sent for a COPY statement, in any order. */
  function rows(sent: readonly string[], copy: string): string[] {
    return sent
      .flatMap((text) => text.split(copy).slice(1))
      .flatMap((text) => text.slice(0, text.startsWith("\\.\n") ? 0 : text.indexOf("\n\\.\n")).split("\n"))
      .filter((row) => row !== "")
      .sort();
  }

  it("shares the rows of large tables, and sends all else to one session in order", () => {
    const big = Array.from(
      { length: 120_000 },
      (_, index) => `${String(index).padStart(9, "0")}\t${"x".repeat(80)} \\\\.`,
    );
    const script = [
      PREAMBLE + "-- Data for Name: empty",
      'COPY public.empty (a) FROM stdin;\n\\.\n\nCOPY public."line\nfeed" (a) FROM stdin;\none\n\\\\.\n\\.\n',
      `COPY public.big (a, b) FROM stdin;\n${big.join("\n")}\n\\.\n`,
      "BEGIN;\nSELECT pg_catalog.lo_open('1', 131072);\nCOMMIT;\n-- end\n",
    ].join("\n");
    const { code, stderr, sent } = load(script);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(sent).toHaveLength(3);
    const [main = "", ...others] = sent;
    expect(main).toContain("BEGIN;\nSELECT pg_catalog.lo_open('1', 131072);\nCOMMIT;\n");
    expect(main).not.toContain("COPY");
    for (const text of others) expect(text.startsWith(`${SETTINGS}COPY `)).toBe(true);
    expect(sent.join("")).not.toContain("search_path");
    expect(rows(others, "COPY public.big (a, b) FROM stdin;\n")).toEqual(big);
    expect(rows(others, 'COPY public."line\nfeed" (a) FROM stdin;\n')).toEqual(["\\\\.", "one"]);
    expect(others.join("").split("COPY public.big").length - 1).toBeGreaterThan(2);
  });

  it("passes a row larger than its memory on, piece by piece, and the rows around it as ever", () => {
    const large = "y".repeat(150_000_000);
    const psql = 'exec cut -b 1-60,150000000- >"$OUT/$(date +%s%N)-$$"';
    const script = `${PREAMBLE}COPY public.t (a) FROM stdin;\nbefore\n${large}\nafter\n\\.\n-- end\n`;
    const { code, stderr, sent } = load(script, psql, 120_000);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const [main = "", ...others] = sent;
    expect(main).toMatch(/COPY public.t \(a\) FROM stdin;\ny{61}\n\\\.\n/);
    expect(others.join("")).toContain("before\n");
    expect(others.join("")).toContain("after\n");
  });

  it("fails when a session fails, with its words", () => {
    const script = `${PREAMBLE}COPY t (a) FROM stdin;\n${"row\n".repeat(4_000_000)}\\.\n-- end\n`;
    const { code, stderr } = load(script, "head -c 100 >/dev/null; echo 'ERROR: no such thing' >&2; exit 3");
    expect(code).toBe(1);
    expect(stderr.trim()).toBe("ERROR: no such thing");
  });

  it("names the tables that refused rows, and those whose rows were lost with them", () => {
    const psql = `file=$OUT/$$; cat >"$file"; ! grep -q '^bad$' "$file" || {
      printf 'ERROR:  23514: no row\\nDETAIL:  %s\\nCONTEXT:  COPY a "b" c, line 1: "bad"\\n' "$(head -c 3000 /dev/zero | tr '\\0' x)" >&2; exit 3; }`;
    const rowsOf = (table: string, row: string) => `COPY ${table} (a) FROM stdin;\n${row}\n\\.\n`;
    const first = Array.from({ length: 40 }, (_, index) =>
      rowsOf(`public.before_${String(index)}`, "row"),
    ).join("");
    const refused = rowsOf('public."a ""b"" c"', "bad");
    const { code, stderr, again } = load(
      `${PREAMBLE}${first}${refused}${rowsOf("public.after", "row")}-- end\n`,
      psql,
    );
    expect(code).toBe(8);
    expect(stderr).toContain("ERROR:  no row");
    expect(again).toContainEqual({
      table: 'public."a ""b"" c"',
      why: expect.stringContaining("ERROR:  no row") as string,
    });
    expect(JSON.stringify(again)).not.toContain("before");
    const leaf = (name: string, rows: string) =>
      `-- Data for Name: ${name}; Type: TABLE DATA; Schema: public; Owner: shop\n-- load via partition root public.root\n\nCOPY public.root (a) FROM stdin;\n${rows}\\.\n`;
    const byRoot = load(
      `${PREAMBLE}${leaf("of it", "bad\n")}${leaf("empty", "")}-- Data for Name: t; Type: TABLE DATA; Schema: public; Owner: shop\n${rowsOf("t", "row")}`,
      psql.replace('a "b" c', "root"),
    );
    expect(byRoot.again).toContainEqual(
      expect.objectContaining({
        table: "public.root",
        leaves: [
          ["public", "of it"],
          ["public", "empty"],
        ],
      }),
    );
    const full = load(`${PREAMBLE}${refused}-- end\n`, psql.replace("23514", "53100"));
    expect(full).toMatchObject({ code: 1, again: undefined });
  });

  it("fails when the script ends in the middle of a table", () => {
    const { code, stderr } = load(`${PREAMBLE}COPY t (a) FROM stdin;\nrow\nhalf a r`);
    expect(code).toBe(1);
    expect(stderr).toContain("the rows of table t (a) ended in the middle");
  });
});
