import { attempt, distinct, type Finding } from "../input/finding";
import type { Input } from "../input/input";
import { podSpec } from "./pod";
import type { Subject } from "../input/subject";

/** Kubernetes' default mode of files in a Secret or ConfigMap volume. */
export const DEFAULT_MODE = 0o644;

/**
 * Mode bits that the kubelet adds for the pod's fsGroup to each file of a read-only volume, such as those of a Secret or
 * ConfigMap: `roMask` in its volume_linux.go, kubernetes#57923.
 */
const READABLE = 0o440;

/** A file mode that a volume declares. */
export interface FileMode {
  /** `volume database`, or `volume database, item password`. */
  readonly label: string;
  /** @default {@link DEFAULT_MODE} */
  readonly declared: number;
}

/** A mode in the API's form: a number, or digits that YAML kept as text. */
function modeOf(input: Input): number | undefined {
  const { text } = input;
  return text !== undefined && /^0?[0-7]{3}$/.test(text) ? parseInt(text, 8) : input.number;
}

/** Whether the kubelet changes the group of a pod's volumes; {@link widened} is the resulting mode. */
export function hasGroup(pod: Input): boolean {
  return pod.at("securityContext", "fsGroup").isSet;
}

/** The effective mode in a pod with fsGroup. */
export const widened = (mode: number): number => mode | READABLE;

/** Every file mode of a volume with this kind of source, including projected ones. */
function modesOf(volume: Input, kind: "secret" | "configMap"): readonly FileMode[] {
  const label = `volume ${volume.at("name").shown}`;
  const projected = volume.at("projected");
  const sources = [
    { source: volume.at(kind), mode: volume.at(kind, "defaultMode") },
    ...projected
      .at("sources")
      .items.map((one) => ({ source: one.at(kind), mode: projected.at("defaultMode") })),
  ];
  return sources
    .filter(({ source }) => source.isSet)
    .flatMap(({ source, mode }) => {
      const items = source.at("items").items.map((item) => ({
        label: `${label}, item ${item.at("key").shown}`,
        declared: modeOf(item.at("mode")),
      }));
      const whole = { label, declared: modeOf(mode) ?? DEFAULT_MODE };
      const own = items.flatMap(({ label: where, declared }) =>
        declared === undefined ? [] : [{ label: where, declared }],
      );
      return items.length > 0 && own.length === items.length ? own : [whole, ...own];
    });
}

/** The check of a rule on file modes of a pod's volumes: an unknown part of one volume does not hide the next. */
export function perFileMode(
  kind: "secret" | "configMap",
  check: (mode: FileMode, pod: Input, subject: Subject) => Iterable<Finding>,
) {
  const judged = function* (subject: Subject): Iterable<Finding> {
    const pod = podSpec(subject);
    for (const volume of pod.at("volumes").items)
      yield* attempt(subject, function* () {
        for (const mode of modesOf(volume, kind)) yield* check(mode, pod, subject);
      });
  };
  return (subject: Subject): Iterable<Finding> => distinct(judged(subject));
}

/** A file mode in octal: `0440`. */
export function octal(mode: number): string {
  return `0${mode.toString(8).padStart(3, "0")}`;
}

/** A mode for a message: the declared one, and the effective one if it differs. */
export function shownMode({ label, declared }: FileMode, effective = declared): string {
  const seen = effective === declared ? "" : `, ${octal(effective)} by fsGroup`;
  return `${label} has mode ${octal(declared)}${seen}`;
}
