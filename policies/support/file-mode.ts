import type { Input } from "./input";

/** Mode that Kubernetes gives to files of a Secret or ConfigMap volume when nobody says. */
export const DEFAULT_MODE = 0o644;

/** What the kubelet adds for the pod's fsGroup, so that the group can read: kubernetes#57923. */
const GROUP_READS = 0o040;

/** A file mode that a volume declares, and what it becomes in the pod. */
export interface FileMode {
  /** `volume database`, or `volume database, item password`. */
  readonly label: string;
  /** As declared; {@link DEFAULT_MODE} where nobody says. */
  readonly declared: number;
  /** As the container sees it, widened by fsGroup. */
  readonly effective: number;
  readonly widened: boolean;
}

/** A mode as the API takes it: a number, or digits that YAML kept as text. */
function modeOf(input: Input): number | undefined {
  const { text } = input;
  return text !== undefined && /^0?[0-7]{3}$/.test(text) ? parseInt(text, 8) : input.number;
}

/** Every file mode of a pod's volumes with this kind of source, projected ones too. */
export function fileModes(pod: Input, kind: "secret" | "configMap"): readonly FileMode[] {
  const widened = pod.at("securityContext", "fsGroup").isSet;
  return pod.at("volumes").items.flatMap((volume) => {
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
        const used = items.length > 0 && own.length === items.length ? own : [whole, ...own];
        return used.map((one) => ({
          ...one,
          effective: widened ? one.declared | GROUP_READS : one.declared,
          widened,
        }));
      });
  });
}

/** A file mode as people write it: `0440`. */
export function octal(mode: number): string {
  return `0${mode.toString(8).padStart(3, "0")}`;
}

/** Declared and effective mode, for a message. */
export function shownMode(mode: FileMode): string {
  const effective = mode.effective === mode.declared ? "" : `, ${octal(mode.effective)} by fsGroup`;
  return `${mode.label} has mode ${octal(mode.declared)}${effective}`;
}
