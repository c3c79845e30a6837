import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { DrillResult, Passage } from "../../../sandbox/drill/drill-result";
import { reportLines, writeReports } from "../../../sandbox/drill/report";
import { junitReport, xmlText } from "../../../sandbox/drill/report-junit";
import { markdownReport, markdownText } from "../../../sandbox/drill/report-markdown";
import { verdictsOf } from "../../../sandbox/drill/verdict";
import { declared, drillResult, passage } from "./drill-fixture";

const withFailover = (more: Partial<Passage>, failback?: Passage): DrillResult => ({
  ...drillResult,
  services: [
    {
      service: "tasks-app",
      declared,
      failover: { ...passage, ...more },
      ...(failback === undefined ? {} : { failback }),
    },
  ],
});
const failed = withFailover({
  dnsRealSeconds: undefined,
  failure: 'restore said "<no backup> & left"\u0007 | `x`',
});

const cellsOf = (lines: readonly string[], start: string, nth = 0): readonly string[] =>
  (lines.filter((line) => line.startsWith(start))[nth] ?? "").split(/ {2,}/);

describe("terminal report", () => {
  const lines = reportLines(withFailover({}, { ...passage, fenced: true, rowsLost: 0, rpoSeconds: 0 }));
  it("begins with what the run was", () => {
    expect(lines.slice(0, 6)).toEqual([
      "Drill",
      "  fault: region",
      "  scale: health checks and TTLs pass 100 times as fast as declared, work as it is",
      "  engine: Pulumi 3.276.0",
      "  from 2026-11-21T12:00:00.000Z to 2026-11-21T12:03:00.000Z",
      "  2 processors",
    ]);
  });
  it("sets measured objectives beside the declared ones", () => {
    expect(cellsOf(lines, "tasks-app: failover")).toEqual([
      ...["tasks-app: failover", "42.0 s", "60.0 min", "105.0 s", "4.0 h", "400", "7", "0"],
    ]);
    expect(cellsOf(lines, "tasks-app: failback")).toEqual([
      ...["tasks-app: failback", "0.00 s", "60.0 min", "105.0 s", "4.0 h", "400", "0", "0"],
    ]);
  });
  it("shows where the time went, above the budget", () => {
    expect(cellsOf(lines, "tasks-app: failover", 1)).toEqual([
      ...[
        "tasks-app: failover",
        "25.0 s",
        "30.0 s",
        "1.00 s",
        "12.0 s",
        "1.00 s",
        "2.00 s",
        "8.00 s",
        "3.00 s",
        "50.0 s",
        "-",
      ],
    ]);
    expect(cellsOf(lines, "tasks-app: budget at 0.50 GiB")).toEqual([
      ...["tasks-app: budget at 0.50 GiB", "20.0 s", "10.0 s", "20.0 s", "50.0 s"],
    ]);
  });
  it("says that all targets are met", () => {
    expect(lines.at(-1)).toBe("All 10 targets met.");
  });
  it("names every missed target with its reason, and shows a dash for what was not measured", () => {
    const missed = reportLines(failed);
    expect(missed).toContain("2 of 5 targets MISSED.");
    expect(missed.filter((line) => line.includes("MISSED tasks-app: failover: rto"))).toHaveLength(2);
    expect(cellsOf(missed, "tasks-app: failover")[3]).toBe("-");
  });
});

describe("JUnit report", () => {
  it("has a suite for each passage and a case for each target", () => {
    const xml = junitReport(drillResult, verdictsOf(drillResult));
    expect(xml).toContain('<testsuites name="drill: region" tests="5" failures="0">');
    expect(xml).toContain(
      '<testsuite name="drill.tasks-app.failover" tests="4" failures="0" timestamp="2026-11-21T12:00:00.000Z">',
    );
    expect(xml).toContain('    <testcase classname="drill.tasks-app.failover" name="rpo"/>');
    expect(xml).toContain('    <testcase classname="drill.both stacks.end" name="no-changes"/>');
  });
  it("has an escaped failure for each missed target", () => {
    const xml = junitReport(failed, verdictsOf(failed));
    expect(xml.match(/<failure /g)).toHaveLength(2);
    expect(xml).toContain('failures="2"');
    expect(xml).toContain("restore said &quot;&lt;no backup&gt; &amp; left&quot;? | `x`");
  });
  it("escapes what XML reads and replaces what it cannot hold", () => {
    expect(xmlText("a<b>&\"'\n\t\u0000\uD800😀é")).toBe("a&lt;b&gt;&amp;&quot;&apos;&#10;&#9;??😀é");
  });
});

describe("Markdown report", () => {
  it("has the tables and every target", () => {
    const text = markdownReport(drillResult, verdictsOf(drillResult));
    expect(text).toMatch(/^# Drill\n\nAll 5 targets met\.\n/);
    expect(text).toContain("| tasks-app: failover | 42.0 s | 60.0 min | 105.0 s | 4.0 h | 400 | 7 | 0 |");
    expect(text).toContain("| tasks-app: failover | rpo | met | measured 42.0 s");
  });
  it("escapes what a message may hold", () => {
    expect(markdownText("a | b\n`c` *d* <e>")).toBe("a \\| b \\`c\\` \\*d\\* \\<e\\>");
    expect(markdownReport(failed, verdictsOf(failed))).toContain("\\<no backup\\> \\& left");
  });
});

describe("report files", () => {
  it("are written into a directory that is made for them, with figures and verdicts", () => {
    const directory = mkdtempSync(path.join(os.tmpdir(), "drill-report-"));
    try {
      const files = writeReports(failed, path.join(directory, "a/b"));
      expect(files.map((file) => path.relative(directory, file))).toEqual([
        "a/b/report.json",
        "a/b/report.md",
        "a/b/junit.xml",
      ]);
      expect(JSON.parse(readFileSync(files[0] ?? "", "utf8"))).toMatchObject({
        version: 1,
        met: false,
        engineVersion: "3.276.0",
        scale: 100,
        fault: "region",
        services: [
          {
            service: "tasks-app",
            failover: { rowsAcknowledged: 400 },
            trueTime: { failover: { detectionSeconds: 25, workSeconds: 30 } },
          },
        ],
        verdicts: [
          { target: "rpo", met: true },
          { target: "rto", met: false },
          {},
          {},
          { service: "both stacks" },
        ],
      });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
