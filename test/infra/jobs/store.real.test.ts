import path from "node:path";
import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { describeReal } from "../../support/describe-real";

const JOBS = path.resolve(__dirname, "../../../infra/jobs");

/** Evaluates a Python expression with the store's modules; returns its JSON. */
function python(expression: string): unknown {
  const program = `
import sys, json, datetime, types
sys.dont_write_bytecode = True
sys.path.insert(0, ${JSON.stringify(JOBS)})
from store_client import *
from store_upload import *
from store_publish import *
from store_read import *
import store_choose
def wanted(ids, what):
    try:
        return store_choose.wanted(ids, what)
    except Failure as failure:
        return failure.code
def explained(code, operation="GetObject"):
    error = aws.ClientError({"Error": {"Code": code, "Message": "m"}}, operation)
    return explain(error, "b").code
def waited(codes, seconds):
    clock, asked = [0], []
    def ask():
        asked.append(clock[0])
        if len(asked) <= len(codes):
            raise Failure(codes[len(asked) - 1], "no")
        return "found"
    def sleep(some):
        clock[0] += some
    store_choose.time = types.SimpleNamespace(monotonic=lambda: clock[0], sleep=sleep)
    try:
        return [store_choose.wait_for(ask, seconds), asked]
    except Failure as failure:
        return [failure.code, asked]
print(json.dumps(${expression}))`;
  return JSON.parse(execFileSync("/usr/bin/python3", ["-c", program], { encoding: "utf8" }));
}

describeReal("store", ["boto3"], () => {
  it("begins periods at notBefore, in UTC, weeks by ISO", () => {
    const period = (kind: string, id: string): string =>
      `period_of({"period": "${kind}", "notBefore": "02:00"}, time_of("${id}-000000"))`;
    expect(
      python(
        `[${[
          period("day", "20260301T015959Z"),
          period("day", "20260301T020000Z"),
          period("month", "20260301T015959Z"),
          period("month", "20260301T020000Z"),
          period("week", "20260104T120000Z"),
          period("week", "20260105T015959Z"),
          period("week", "20260105T020000Z"),
          period("week", "20261231T120000Z"),
          period("quarter", "20260401T015959Z"),
          period("quarter", "20261231T120000Z"),
        ].join()}]`,
      ),
    ).toEqual([
      "2026-02-28",
      "2026-03-01",
      "2026-02",
      "2026-03",
      "2026-W01",
      "2026-W01",
      "2026-W02",
      "2026-W53",
      "2026-Q1",
      "2026-Q4",
    ]);
  });

  it("asks its own region for credentials, and judges by itself what it downloads", () => {
    const login = `aws_access_key_id="a", aws_secret_access_key="b"`;
    expect(
      python(
        `botocore.session.get_session().create_client("sts", region_name="eu-central-1", ${login}).meta.endpoint_url`,
      ),
    ).toBe("https://sts.eu-central-1.amazonaws.com");
    expect(python(`os.environ["AWS_RESPONSE_CHECKSUM_VALIDATION"]`)).toBe("when_required");
  });

  it("promotes to a tier once a period, to a tier of every run always", () => {
    const due = (period: string, id: string, ids: string[]): string =>
      `is_due({"period": "${period}", "notBefore": "02:00"}, time_of("${id}-000000"), ${JSON.stringify(ids)})`;
    expect(
      python(
        `[${[
          due("run", "20260301T030000Z", ["20260301T030000Z-aaaaaa"]),
          due("day", "20260301T030000Z", []),
          due("day", "20260301T030000Z", ["20260301T013000Z-aaaaaa"]),
          due("day", "20260301T030000Z", ["20260301T020000Z-aaaaaa"]),
          due("month", "20260331T230000Z", ["20260301T020000Z-aaaaaa"]),
        ].join()}]`,
      ),
    ).toEqual([true, true, true, false, false]);
  });

  it("grows parts so that 500 GB stay in 10,000 of them", () => {
    expect(python("[part_size(0), part_size(100 * 10**9)]")).toEqual([16 * 2 ** 20, 16 * 2 ** 20]);
    const bytes = Number(python("part_size(500 * 10**9)"));
    expect((500 * 10 ** 9) / bytes).toBeLessThan(10_000);
    expect(bytes).toBeLessThanOrEqual(64 * 2 ** 20);
  });

  it("chooses the newest, an id, or the newest at or before a time, and then the older ones", () => {
    const ids = ["20260101T000000Z-ffffff", "20260102T000000Z-000000", "20260102T120000Z-000000"];
    const all = ids.toReversed();
    const early = all.slice(1);
    const wanted = (what: string): string => `wanted(${JSON.stringify(ids)}, "${what}")`;
    expect(
      python(
        `[${[
          ...["latest", "20260101T000000Z-ffffff", "20260101T000000Z-aaaaaa"],
          ...[
            "2026-01-02T11:59:59Z",
            "2026-01-02T00:00:00.9Z",
            "2026-01-02T13:00:00+02:00",
            "2025-01-01T00:00:00Z",
          ],
          ...["2026-01-02", "2026-13-02T00:00:00Z", "newest"],
        ]
          .map(wanted)
          .join()}]`,
      ),
    ).toEqual([all, [ids[0]], [], early, early, early, [], 2, 2, 2]);
  });

  it("asks again every five seconds for what is not there, to the end of the time, and for nothing else", () => {
    expect(python("[waited([4, 4], 12), waited([4] * 9, 12), waited([4, 1], 12), waited([4], 0)]")).toEqual([
      ["found", [0, 5, 10]],
      [4, [0, 5, 10, 12]],
      [1, [0, 5]],
      [4, [0]],
    ]);
  });

  it("gives S3's errors the exit codes of the contract", () => {
    expect(
      python(
        `[explained(code) for code in ("AccessDenied", "ExpiredToken", "NoSuchBucket", "NoSuchKey", "SlowDown")]
        + [explained("404", "HeadBucket"), explain(aws.NoCredentialsError(), "b").code]`.replaceAll(
          "\n",
          " ",
        ),
      ),
    ).toEqual([5, 5, 6, 4, 1, 6, 5]);
  });

  it("computes the composite checksum as S3 does", () => {
    // SHA-256 of the digests of "a" and "b".
    const parts = ["ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"];
    parts.push("3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d");
    expect(python(`composite(${JSON.stringify(parts)})`)).toBe(
      "5aAf7hTg7VxIcU8iGA8lrYNltT+XefedxKPX6Tlj+Uo=",
    );
  });
});
