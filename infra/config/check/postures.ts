import type { Problem } from "../../problem";
import { postureOf } from "../../recovery/posture";
import { keyText, remove, set } from "../command";
import { schema, type PartialConfig } from "../schema";
import { shown } from "./keys";

/** Config as it is written. */
type Given = Readonly<Record<string, unknown>>;

const problem = (path: readonly string[], value: unknown, limit: string, remedy: string): Problem => ({
  thing: `config lifeboat:${path.join(".")}`,
  value: shown(value),
  limit,
  remedy,
});

// Stopping production is nothing that a pasted line may do.
const MEANT_STANDBY = "did you mean the stack of the standby? To stop";

/** The primary serves or is fenced, and cannot say what it has lost. */
function primaryProblems({ posture, postures = {}, primaryLost, lostOnPrimary = {} }: PartialConfig) {
  const passive = Object.entries(postures).filter(([, own]) => own === "passive");
  const lost = Object.keys(lostOnPrimary);
  return [
    ...(posture === "passive"
      ? [
          problem(
            ["posture"],
            posture,
            "not be passive on the primary: only the standby can wait",
            `${set("posture", "active")} # ${MEANT_STANDBY} the primary: fenced`,
          ),
        ]
      : []),
    ...passive.map(([id, own]) =>
      problem(
        ["postures", id],
        own,
        "not be passive on the primary: only the standby can wait",
        `${remove(keyText(["postures", id]))} # ${MEANT_STANDBY} it on the primary: fenced`,
      ),
    ),
    ...(primaryLost === true
      ? [
          problem(
            ["primaryLost"],
            true,
            "be set only on the standby: the primary cannot say that it is lost",
            `${remove("primaryLost")} # then set it on the standby's stack`,
          ),
        ]
      : []),
    ...(lost.length > 0
      ? [
          problem(
            ["lostOnPrimary"],
            lostOnPrimary,
            "be set only on the standby: the primary cannot say what it has lost",
            `${remove("lostOnPrimary")} # then set it on the standby's stack`,
          ),
        ]
      : []),
  ];
}

/** Whether a service is passive on the standby; false if that cannot be read, which is a problem already. */
function waiting(
  { posture = "passive", postures = {} }: PartialConfig,
  given: Given,
): (id: string) => boolean {
  const { posture: one, postures: each } = schema.shape;
  const readable = one.safeParse(given["posture"]).success && each.safeParse(given["postures"]).success;
  return (id) => readable && postureOf(id, { posture, postures }) === "passive";
}

/** What is lost on the primary is served here; and a standby must know what the primary does. */
function standbyProblems(
  config: PartialConfig,
  declared: readonly string[],
  given: Given,
): readonly Problem[] {
  const { peerStack, primaryLost, lostOnPrimary = {} } = config;
  const waits = waiting(config, given);
  return [
    ...(primaryLost === true && declared.every(waits)
      ? [
          problem(
            ["primaryLost"],
            true,
            "not be set on a passive standby: it is the reason to become active, and ends with the failback",
            `${remove("primaryLost")} # or ${set("posture", "active")}`,
          ),
        ]
      : []),
    ...declared
      .filter((id) => lostOnPrimary[id] === true && waits(id))
      .map((id) =>
        problem(
          ["lostOnPrimary", id],
          true,
          "not be set while the service is passive here: it is the reason to become active, and ends with the failback",
          `${remove(keyText(["lostOnPrimary", id]))} # or ${set(keyText(["postures", id]), "active")}`,
        ),
      ),
    ...(peerStack === undefined && primaryLost !== true
      ? [
          problem(
            ["peerStack"],
            undefined,
            "name the primary's stack: the standby must know what the primary does",
            set("peerStack", "<organization>/<project>/<stack>"),
          ),
        ]
      : []),
  ];
}

/** A chosen backup is restored only where the final one cannot be. */
function chosenProblems({ restoreBackups = {}, primaryLost, lostOnPrimary = {} }: PartialConfig) {
  const chosen = Object.keys(restoreBackups);
  const unused = chosen.filter((id) => primaryLost !== true && lostOnPrimary[id] !== true);
  const limit = "be set only with primaryLost or lostOnPrimary: a planned failover restores the final backup";
  if (unused.length === 0) return [];
  if (unused.length === chosen.length)
    return [
      {
        thing: "config lifeboat:restoreBackups",
        value: chosen.join(", "),
        limit,
        remedy: remove("restoreBackups"),
      },
    ];
  return unused.map((id) =>
    problem(["restoreBackups", id], restoreBackups[id], limit, remove(keyText(["restoreBackups", id]))),
  );
}

/**
 * Problems of the postures of a stack and of its services, against the role and what is said to be lost.
 * @param declared ids of the declared services
 * @param given config as it is written: another check reports a wrong value
 */
export function postureProblems(
  config: PartialConfig,
  declared: readonly string[],
  given: Given,
): readonly Problem[] {
  return [
    ...(config.role === "primary" ? primaryProblems(config) : []),
    ...(config.role === "standby" ? standbyProblems(config, declared, given) : []),
    ...chosenProblems(config),
  ];
}
