import { durationText } from "./duration";
import { passagesOf, type Declared, type DrillResult, type Passage, type PassageName } from "./drill-result";

/** Ids of the targets of a failover or failback. */
export type Target =
  "rpo" | "rto" | "rto-budget" | "restore-share" | "single-writer" | "nothing-lost" | "no-changes";

/** Tolerance of a measured recovery over what the budget says of it. */
export const BUDGET_FACTOR = 1.1;

/** Tolerance of a restore within an activation over the same restore alone. */
export const RESTORE_FACTOR = 1.3;

/** What one target came to. */
export interface Verdict {
  readonly service: string;
  /** The failover or failback, or the end of the drill. */
  readonly passage: PassageName | "end";
  readonly target: Target;
  readonly met: boolean;
  /** Measured figure and limit in words; where the target is missed, why. */
  readonly reason: string;
}

/** True seconds of the waiting in a recovery; undefined when it never ended. */
export interface TrueTime {
  readonly detectionSeconds: number;
  readonly dnsSeconds: number | undefined;
  readonly workSeconds: number;
  /** Measured RTO: the sum. */
  readonly rtoSeconds: number | undefined;
}

/** A passage in true time: what was waited through times the scale, work as it was. */
export function trueTime(
  { detectionRealSeconds, dnsRealSeconds, workSeconds }: Passage,
  scale: number,
): TrueTime {
  const detectionSeconds = detectionRealSeconds * scale;
  const dnsSeconds = dnsRealSeconds === undefined ? undefined : dnsRealSeconds * scale;
  const rtoSeconds = dnsSeconds === undefined ? undefined : detectionSeconds + dnsSeconds + workSeconds;
  return { detectionSeconds, dnsSeconds, workSeconds, rtoSeconds };
}

type Judged = Omit<Verdict, "service" | "passage">;

const NOT_MEASURED: Readonly<Record<"rpo" | "rto" | "rto-budget" | "restore-share", string>> = {
  rpo: "the rows of the new side could not be counted",
  rto: "no good answer by the end of the drill",
  "rto-budget": "no good answer by the end of the drill",
  "restore-share": "the restore did not end",
};

function timeWithin(
  target: keyof typeof NOT_MEASURED,
  measured: number | undefined,
  limit: number,
  what: string,
): Judged {
  if (measured === undefined)
    return { target, met: false, reason: `${NOT_MEASURED[target]}; ${what} is ${durationText(limit)}` };
  const met = measured <= limit;
  return {
    target,
    met,
    reason: `measured ${durationText(measured)}, ${what} is ${durationText(limit)}${met ? "" : ` (${durationText(measured - limit)} more)`}`,
  };
}

function singleWriter({ overlaps }: Passage): Judged {
  const [first] = overlaps;
  if (first === undefined)
    return { target: "single-writer", met: true, reason: "no two sides wrote at a time" };
  const [one, other] = first.sides;
  const reason =
    `${other} wrote while ${one} still did, for ${durationText((first.toMs - first.fromMs) / 1000)} ` +
    `from ${new Date(first.fromMs).toISOString()} (${first.rows} rows, ${overlaps.length} times in all)`;
  return { target: "single-writer", met: false, reason };
}

function judge(declared: Declared, passage: Passage, scale: number): Judged[] {
  const { rtoSeconds } = trueTime(passage, scale);
  const { detectionSeconds, dnsSeconds, restoreSeconds, startSeconds } = declared;
  const budget = BUDGET_FACTOR * (detectionSeconds + dnsSeconds + restoreSeconds + startSeconds);
  const { rowsLost, rowsAcknowledged, restoreAloneSeconds: alone } = passage;
  const restored = passage.phaseSeconds.restore;
  const loss: Judged = {
    target: "nothing-lost",
    met: rowsLost === 0,
    reason:
      rowsLost === undefined
        ? `${NOT_MEASURED.rpo}; after a fence none may be lost`
        : `${rowsLost} of ${rowsAcknowledged} acknowledged rows lost after a fence, none may be`,
  };
  return [
    timeWithin("rpo", passage.rpoSeconds, declared.rpoSeconds, "the declared RPO"),
    timeWithin("rto", rtoSeconds, declared.rtoSeconds, "the declared RTO"),
    timeWithin("rto-budget", rtoSeconds, budget, `${BUDGET_FACTOR} × (detection + TTL + restore + start)`),
    ...(alone === undefined
      ? []
      : [
          timeWithin(
            "restore-share",
            restored,
            RESTORE_FACTOR * alone,
            `${RESTORE_FACTOR} × the restore alone`,
          ),
        ]),
    singleWriter(passage),
    ...(passage.fenced ? [loss] : []),
  ];
}

/** Every target of every service and passage, in the result's order; a failure is named in what it made miss. */
export function verdictsOf({
  services,
  scale,
  unrest,
}: Pick<DrillResult, "services" | "scale" | "unrest">): readonly Verdict[] {
  const atRest: Verdict = {
    service: "both stacks",
    passage: "end",
    target: "no-changes",
    met: unrest.length === 0,
    reason: unrest.length === 0 ? "a preview finds nothing to do, a refresh no drift" : unrest.join("; "),
  };
  const judged = services.flatMap((result) =>
    passagesOf(result).flatMap(([name, passage]) =>
      judge(result.declared, passage, scale).map((verdict) => ({
        service: result.service,
        passage: name,
        ...verdict,
        reason:
          verdict.met || passage.failure === undefined
            ? verdict.reason
            : `${verdict.reason}: ${passage.failure}`,
      })),
    ),
  );
  return [...judged, atRest];
}
