import { keyOf, type Change, type Resource } from "./change";
import type { Flag } from "./flag";
import { changedLeaves } from "./leaves";
import { holdsSecret } from "./masking";
import { SHARED, serviceOf } from "./services";
import type { StackReview } from "./stack-review";
import { at, fieldsOf, textOf } from "./value";

/** The engine's words where it refuses to delete or replace what is protected. */
const PROTECTED =
  /resource\s+"(urn:pulumi:[^"]+)"\s+(?:cannot be (?:deleted|replaced) because it is protected|as it is currently marked for protection)/;

/** Errors that no flag explains, the engine's bare "preview failed" left out. */
export const unexplained = ({ errors }: StackReview): readonly string[] => {
  const others = errors.filter((error) => !PROTECTED.test(error));
  return errors.length > 1 ? others.filter((error) => error !== "preview failed") : others;
};

/** Protected resources for which the preview stopped: it names no step of theirs. */
export function protectedFlags({ stack, errors }: StackReview): readonly Flag[] {
  const urns = errors.flatMap((error) => PROTECTED.exec(error)?.[1] ?? []);
  return [...new Set(urns)].map((urn) => ({
    rule: "protected-resource-lost",
    kind: "data-loss" as const,
    stack,
    resource: urn.split("::").at(-1) ?? urn,
    why: "would be deleted or replaced, and is protected: the update stops there",
    remedy:
      "give a renamed resource `aliases: [{ name: <old name> }]`; leave a property that replaces as it is",
  }));
}

/** Changed resources that show a secret of the stack in plain text, by whatever name. @param secrets their values */
export function leakFlags({ stack, changes }: StackReview, secrets: readonly string[]): readonly Flag[] {
  return changes
    .filter(({ after }) => holdsSecret(JSON.stringify(after?.inputs ?? {}), secrets))
    .map(({ name }) => ({
      rule: "secret-in-plain-text",
      kind: "exposure" as const,
      stack,
      resource: name,
      why: "holds the value of a secret in plain text",
      remedy: "read it from a Secret, or mark it with `pulumi.secret`; and change the value",
    }));
}

const postures = ({ outputs }: StackReview, when: "before" | "after") =>
  Object.entries(fieldsOf(outputs[when]["standing"])).flatMap(([service, standing]) =>
    textOf(at(standing, "posture")) === "active" ? [service] : [],
  );

/** Services that two stacks serve at once, and did not before. */
export function writerFlags(stacks: readonly StackReview[]): readonly Flag[] {
  const twice = (when: "before" | "after") => {
    const all = stacks.flatMap((each) => postures(each, when));
    return new Set(all.filter((service, index) => all.indexOf(service) !== index));
  };
  const before = twice("before");
  return [...twice("after")]
    .filter((service) => !before.has(service))
    .map((service) => ({
      rule: "two-writers",
      kind: "data-loss" as const,
      stack: stacks.map(({ stack }) => stack).join("+"),
      resource: service,
      why: "is `active` on both environments: each takes writes that the other does not have",
      remedy: "fence one before the other is `active` (docs/failover.md)",
    }));
}

/** Kinds that each environment has for itself. */
const OWN = /^kubernetes:(batch\/v1:Job|core\/v1:Secret)$|^pulumi:/;
/** Resources named in one flag. */
const MOST_NAMED = 3;

/** Paths that the change makes differ from the twin, which had the same value there. */
function drifted({ before, after }: Change, twin: Resource): readonly string[] {
  const apart = changedLeaves(before?.inputs, twin.inputs).map(({ path }) => path);
  return changedLeaves(before?.inputs, after?.inputs)
    .map(({ path }) => path)
    .filter(
      (path) =>
        !apart.some(
          (other) => path === other || path.startsWith(`${other}.`) || other.startsWith(`${path}.`),
        ),
    );
}

/** What one environment changes alone, although both had it alike: a failover would meet the old one. */
export function driftFlags(stacks: readonly StackReview[], services: readonly string[]): readonly Flag[] {
  return stacks.flatMap((one) =>
    stacks
      .filter((other) => other !== one)
      .flatMap((other) => {
        const changed = new Set(other.changes.map(keyOf));
        const twins = new Map(other.before.map((each) => [keyOf(each), each]));
        const apart = one.changes
          .filter(({ type, before, after }) => before !== undefined && after !== undefined && !OWN.test(type))
          .flatMap((change) => {
            const twin = twins.get(keyOf(change));
            const paths = twin === undefined || changed.has(keyOf(change)) ? [] : drifted(change, twin);
            return paths.length === 0 ? [] : [{ name: change.name, paths }];
          });
        const byService = Map.groupBy(apart, ({ name }) => serviceOf(name, services));
        return [...byService].map(([service, found]) => driftFlag(one.stack, other.stack, service, found));
      }),
  );
}

function driftFlag(
  stack: string,
  other: string,
  service: string,
  found: readonly { readonly name: string; readonly paths: readonly string[] }[],
): Flag {
  const named = found
    .slice(0, MOST_NAMED)
    .map(({ name, paths }) => `${name} (${paths.slice(0, MOST_NAMED).join(", ")})`);
  const more = found.length > MOST_NAMED ? ` and ${found.length - MOST_NAMED} more` : "";
  return {
    rule: "environments-drift",
    kind: "recovery",
    stack,
    resource: service === SHARED ? SHARED : service,
    why: `${stack} alone changes what ${other} had alike: ${named.join("; ")}${more}`,
    remedy: `make the same change in ${other}, or say in the approval when it follows`,
  };
}
