import type { PartFigures, WayFigures } from "./figures";
import type { Summary } from "./statistics";
import { bytesText, ratioText, secondsText, tableLines } from "./table";

const verdict = (met: boolean | undefined): string => (met === undefined ? "" : met ? "met" : "MISSED");
const optionalBytes = (bytes: number | undefined): string => (bytes === undefined ? "-" : bytesText(bytes));

const timesText = ({ median, min, max }: Summary): string[] => [median, min, max].map(secondsText);

function phaseLines(ways: readonly WayFigures[]): string[] {
  const rows = ways.flatMap(({ way, phases }) =>
    Object.entries(phases).map(([name, seconds]) => [`${way}: ${name}`, ...timesText(seconds)]),
  );
  return rows.length === 0
    ? []
    : ["", ...tableLines([["step, by its own log", "median", "min", "max"], ...rows])];
}

/** The tables of a part, line by line. */
export function reportLines({ title, facts, ways, ratios, limits }: PartFigures): string[] {
  return [
    title,
    ...facts.map((fact) => `  ${fact}`),
    "",
    ...tableLines([
      ["time", "median", "min", "max", "peak memory", "to disk", "scratch"],
      ...ways.map(({ way, seconds, peakRssBytes, diskBytes, scratchBytes }) => [
        way,
        ...timesText(seconds),
        bytesText(peakRssBytes),
        ...[diskBytes, scratchBytes].map(optionalBytes),
      ]),
    ]),
    ...phaseLines(ways),
    "",
    ...tableLines([
      ["ratio, pair by pair", "median", "min", "max", "target", "aim", ""],
      ...ratios.map(({ way, by, ratio, target, aim, met }) => [
        `${way} ÷ ${by}`,
        ...[ratio.median, ratio.min, ratio.max].map(ratioText),
        target === undefined ? "" : `≤ ${ratioText(target)}`,
        aim === undefined ? "" : ratioText(aim),
        verdict(met),
      ]),
      ...limits.map(({ way, what, bytes, limitBytes, met }) => [
        `${way}, ${what}`,
        "",
        "",
        optionalBytes(bytes),
        `< ${bytesText(limitBytes)}`,
        "",
        verdict(met),
      ]),
    ]),
  ];
}
