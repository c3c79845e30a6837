import * as runtime from "@pulumi/pulumi/runtime";
import { changesBetween, type Resource } from "../../../review/change";
import { review, type Review } from "../../../review/review";
import type { StackReview, Violation } from "../../../review/stack-review";
import { type Fields, fieldsOf } from "../../../review/value";
import { violations } from "../../support/policy-findings";
import { declared } from "../../support/pulumi-mocks";
import { configOf } from "../../support/whole-program";
import { replacedBy, resourceOf } from "../corpus/scene";
import type { PatchCase } from "./patch-case";
import type { ProgramCopy } from "./program-copy";

const STACKS = ["prod", "dr"] as const;

/** The words that {@link configOf} has for secrets. */
export const SECRETS = [
  ...["admin", "backup", "restore", "migrate", "monitor", "app", "external"].map((name) => `${name}-word`),
  "store-password",
  "retention-password",
];

/** A stack as one version of the sources declares it. */
interface Declared {
  readonly resources: readonly Resource[];
  readonly outputs: Fields;
  readonly violations: readonly Violation[];
  /** Why the program declares nothing; empty where it does. */
  readonly errors: readonly string[];
}

type Version = Readonly<Record<(typeof STACKS)[number], Declared>>;

/** Stock analysis has a server of its own that archives; the jackpot service recovers by dumps. */
const SERVERS = {
  prod: { "lifeboat:databaseServers": { "stock-analysis": "replicated" } },
  dr: {
    "lifeboat:databaseServers": { "stock-analysis": "replicated" },
    "lifeboat:scratchHosts": { "stock-analysis": "scratch.sandbox.internal" },
  },
};

/** @param base what the stacks' last deployment gave, which each reads of the other */
async function declare(
  copy: ProgramCopy,
  patch: string | undefined,
  services: readonly string[],
  base?: Version,
): Promise<Version> {
  const stackOutputs = Object.fromEntries(
    STACKS.map((stack) => [`organization/lifeboat/${stack}`, base?.[stack].outputs ?? {}]),
  );
  return copy.with(patch, async ({ program, rules }) => {
    const found: [string, Declared][] = [];
    // One after the other: mocks are the process's own.
    for (const stack of STACKS) {
      const change = { ...SERVERS[stack], "lifeboat:services": services };
      runtime.setAllConfig(await configOf(stack, change, copy.folder));
      try {
        const { result, resources } = await declared(program, { stack, stackOutputs });
        found.push([
          stack,
          {
            resources: resources.list.map(resourceOf),
            outputs: fieldsOf(result),
            violations: violations(resources, stack, rules),
            errors: [],
          },
        ]);
      } catch (error) {
        const errors = [error instanceof Error ? error.message : String(error)];
        found.push([stack, { resources: [], outputs: {}, violations: [], errors }]);
      }
    }
    return Object.fromEntries(found) as Version;
  });
}

const bases = new Map<string, Promise<Version>>();

/** Reviews a patch as the command does: the sources as they are against the patched ones, in both stacks. */
export async function reviewed(copy: ProgramCopy, { file, services }: PatchCase): Promise<Review> {
  const key = services.join();
  const known = bases.get(key) ?? declare(copy, undefined, services);
  bases.set(key, known);
  const before = await known;
  const after = await declare(copy, file, services, before);
  const stacks = STACKS.map((stack): StackReview => {
    const [old, now] = [before[stack], after[stack]];
    const isRefused = now.errors.length > 0;
    return {
      stack,
      changes: isRefused ? [] : changesBetween(old.resources, now.resources, replacedBy),
      unchanged: 0,
      before: old.resources,
      outputs: { before: old.outputs, after: isRefused ? old.outputs : now.outputs },
      violations: now.violations,
      violationsBefore: old.violations,
      errors: now.errors,
    };
  });
  return review(stacks, { services, secrets: SECRETS });
}
