import type { DrillResult } from "./drill-result";
import type { Verdict } from "./verdict";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

// What XML 1.0 cannot hold at all, not even as a reference: control characters, lone surrogates, U+FFFE and U+FFFF.
const FORBIDDEN = /[^\u{9}\u{A}\u{D}\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Text for an attribute or an element of XML; what XML cannot hold becomes `?`. */
export function xmlText(text: string): string {
  return text.replace(FORBIDDEN, "?").replace(/[&<>"'\n\r\t]/g, (one) => ENTITIES[one] ?? one);
}

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join("");

function testCase(suite: string, { target, met, reason }: Verdict): string[] {
  const name = attributes({ classname: suite, name: target });
  return met
    ? [`    <testcase${name}/>`]
    : [
        `    <testcase${name}>`,
        `      <failure${attributes({ type: target, message: reason })}/>`,
        `    </testcase>`,
      ];
}

const counted = (verdicts: readonly Verdict[]): Readonly<Record<string, number>> => ({
  tests: verdicts.length,
  failures: verdicts.filter(({ met }) => !met).length,
});

/** The verdicts as JUnit's XML: a suite for each service and passage, a failure for each missed target. */
export function junitReport({ startedAt, fault }: DrillResult, verdicts: readonly Verdict[]): string {
  const suites = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const name = `drill.${verdict.service}.${verdict.passage}`;
    suites.set(name, [...(suites.get(name) ?? []), verdict]);
  }
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `drill: ${fault}`, ...counted(verdicts) })}>`,
    ...[...suites].flatMap(([name, own]) => [
      `  <testsuite${attributes({ name, ...counted(own), timestamp: startedAt })}>`,
      ...own.flatMap((verdict) => testCase(name, verdict)),
      "  </testsuite>",
    ]),
    "</testsuites>",
  ];
  return `${lines.join("\n")}\n`;
}
