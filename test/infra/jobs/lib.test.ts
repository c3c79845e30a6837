import path from "node:path";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const LIB = path.resolve(__dirname, "../../../infra/jobs/lib.sh");

/** Runs a piece of bash after lib.sh was sourced. */
function bash(text: string, ...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    "/bin/bash",
    ["-c", `source "$LIB"; ${text}`, "job", ...args],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: "/usr/bin:/bin", LIB, LIFEBOAT_JOB: "backup" },
    },
  );
  return { code: status, stdout, stderr };
}

describe("lib.sh", () => {
  it("masks the values of secrets and what looks like one", () => {
    for (const [text, masked] of [
      ["said s3cr*t! twice s3cr*t!", "said *** twice ***"],
      ["password=abc next", "password=*** next"],
      ["PGPASSWORD: abc", "PGPASSWORD: ***"],
      ["postgres://user:abc@host/db", "postgres://user:***@host/db"],
      ["key AKIAIOSFODNN7EXAMPLE", "key ***"],
      ["AGE-SECRET-KEY-1QQQ", "***"],
      ["Authorization: Bearer abc.def", "Authorization: Bearer ***"],
      ["aws_secret_access_key = abc", "aws_secret_access_key = ***"],
    ] as const) {
      expect(bash("secrets=('s3cr*t!'); mask \"$1\"", text).stdout).toBe(masked);
    }
  });

  it("leaves alone what only speaks of passwords", () => {
    const text = 'FATAL:  password authentication failed for user "shop_backup"';
    expect(bash('mask "$1"', text).stdout).toBe(text);
  });

  it("logs one JSON object a line, whatever the text", () => {
    const nasty = 'quote " backslash \\ newline \n tab \t bell \x07 é';
    const { stderr } = bash(
      'service=$1; log warn event "$1" text "$1" count 5 ratio 0.5 ok true zero 007 @list \'["a"]\'',
      nasty,
    );
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(JSON.parse(stderr)).toMatchObject({
      ...{ level: "warn", job: "backup", event: "event", message: nasty.replace("\x07", " ") },
      ...{ count: 5, ratio: 0.5, ok: true, zero: "007", list: ["a"] },
    });
  });

  it("leaves with the code of the contract and one line", () => {
    const { code, stderr } = bash("die $EXIT_PERMISSION denied 'not allowed'");
    expect(code).toBe(5);
    expect(JSON.parse(stderr)).toMatchObject({ level: "error", event: "denied", exitCode: 5 });
  });

  it("tells which line failed when nothing else did", () => {
    const { code, stderr } = bash(
      "trap leave EXIT; trap 'die 1 unexpected \"line $LINENO: $BASH_COMMAND\"' ERR; false",
    );
    expect(code).toBe(1);
    expect(stderr).toContain("unexpected");
  });

  it("gives each attempt of a retried function its own input, and a retried command none", () => {
    const attempts =
      'attempts=0; try() { local text; text=$(cat <<<"SELECT 1"); printf "%s;" "$text"; ((++attempts > 1)); }; retry 3 try';
    expect(bash(attempts).stdout).toBe("SELECT 1;SELECT 1;");
    expect(bash('none() { cat; }; retry 3 none <<<"SELECT 1"').stdout).toBe("");
  });

  it("has no retried command that would read its input once", () => {
    const folder = path.dirname(LIB);
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".sh"))) {
      const text = readFileSync(path.join(folder, name), "utf8").replaceAll("\\\n", " ");
      const retried = text.split("\n").filter((line) => /^\s*(! )?retry /.test(line));
      for (const line of retried) expect(line, name).not.toMatch(/<</);
    }
  });

  it("turns codes outside the contract into 1", () => {
    expect(bash("trap leave EXIT; exit 141").code).toBe(1);
    expect(bash("trap leave EXIT; exit 6").code).toBe(6);
  });

  it("waits for what it stops", () => {
    const tidy =
      "tidy() { in_background; trap 'sleep 0.5; echo tidied; exit' TERM; while :; do sleep 0.1; done; }";
    const { code, stdout } = bash(
      `${tidy}; trap leave EXIT; left() { echo left; }; on_exit=(left)
      background tidy; sleep 0.3; die 1 stopped stopped`,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "tidied\nleft\n" });
  });

  it("stops what it had only just begun when a signal came", () => {
    const started = Date.now();
    const { code } = bash(
      `trap leave EXIT; trap 'die 1 stopped stopped' TERM
      background() { set -m; "$@" & kill -TERM $$; sleep 1; }; background sleep 120`,
    );
    expect(code).toBe(1);
    // What is left behind would hold this job's output open to its end.
    expect(Date.now() - started).toBeLessThan(60_000);
  });

  it("gives what does not stop ten seconds, and leaves", () => {
    const { code, stdout } = bash(
      `trap leave EXIT; left() { echo "left after $SECONDS"; }; on_exit=(left)
      deaf() { in_background; trap '' TERM; exec sleep 60 >/dev/null 2>&1; }; background deaf
      command sleep 0.3; sleep() { SECONDS=$((SECONDS + 5)); }; die 1 stopped stopped`,
    );
    expect(code).toBe(1);
    expect(Number(/left after (\d+)/.exec(stdout)?.[1])).toBeGreaterThanOrEqual(9);
  });

  it("makes ids that sort by time and compact ones for database names", () => {
    const { stdout } = bash('new_id id; printf "%s %s" "$id" "$(compact "$id")"');
    expect(stdout).toMatch(/^(\d{8})T(\d{6})Z-([0-9a-f]{6}) \1t\2_\3$/);
  });

  it("takes whole numbers within limits, and no other spelling of them", () => {
    const good = (text: string): boolean => bash('is_number "$1" 1 60', text).code === 0;
    for (const text of ["1", "9", "60"]) expect(good(text), text).toBe(true);
    for (const text of ["", "0", "61", "-1", "08", "1.5", "5s", "a[0]", "99999999999999999999"])
      expect(good(text), text).toBe(false);
  });

  it("is replaced by another job with its own log, and leaves no scratch", () => {
    const { code, stdout, stderr } = bash(
      `set +m; scratch=$(mktemp -d); printf '%s ' "$scratch"; trap leave EXIT
       exec {log_fd}>&2 2> >(while read -r line; do log warn output "$line"; done)
       hand_over /bin/bash -c 'ls "$0" >/dev/null 2>&1 && echo there || echo gone; echo own words >&2; exit 4' "$scratch"`,
    );
    expect(stdout).toMatch(/^\S+ gone\n$/);
    expect(stderr).toBe("own words\n");
    expect(code).toBe(4);
  });

  it("makes as many attempts as its caller allows", () => {
    expect(bash("n=0; sleep() { :; }; f() { n=$((n + 1)); ((n == 3)); }; retry 3 f; printf $n").stdout).toBe(
      "3",
    );
    expect(bash("sleep() { :; }; retry 2 false || printf gave-up").stdout).toBe("gave-up");
  });
});
