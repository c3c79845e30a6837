import path from "node:path";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { z } from "zod";

const SCRIPT = path.join(__dirname, "aws/apply.py");

/** An AWS resource as a stack declares it. */
export interface AwsResource {
  /** Pulumi's type token, such as `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Inputs in Pulumi's names; what only a deployment would tell reads `[unknown]`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Outputs of a finished deployment: with them, references to its ARNs and ids are understood. @default none */
  readonly outputs?: Readonly<Record<string, unknown>>;
}

const about = { type: z.string(), name: z.string() };
const result = z.object({
  applied: z.array(z.object({ ...about, id: z.string() })),
  skipped: z.array(z.object({ ...about, reason: z.string() })),
  assumed: z.array(z.object({ ...about, field: z.string(), value: z.string(), of: z.string() })),
  failed: z.array(z.object({ ...about, reason: z.string() })),
});

/** What became of the resources. */
export interface AppliedAws {
  /** What exists now, with its name or ARN. */
  readonly applied: readonly { readonly type: string; readonly name: string; readonly id: string }[];
  /** What was left out, whole or in part, and why. A resource may be in `applied` too. */
  readonly skipped: readonly { readonly type: string; readonly name: string; readonly reason: string }[];
  /** Unknown values that were taken to mean the made thing (`of`) of the same region with the nearest name. */
  readonly assumed: readonly {
    readonly type: string;
    readonly name: string;
    readonly field: string;
    readonly value: string;
    readonly of: string;
  }[];
}

/**
 * Makes declared buckets, keys and roles in moto: buckets versioned, locked, encrypted, with lifecycle, access block,
 * ownership, policy, logging and replication configuration; and zones, health checks and records of Route 53, topics,
 * event rules and alarms, which alone may be applied again. Resources of other types and packages are passed over; those of AWS are named in `skipped`. What
 * moto cannot judge (principals and conditions of bucket policies) is left out and named in `skipped`.
 * @param endpoint moto's URL
 * @param region for resources that name none. @default us-east-1
 * @throws with every resource that was refused and the reason.
 */
export async function applyAws(
  endpoint: string,
  resources: readonly AwsResource[],
  region = "us-east-1",
): Promise<AppliedAws> {
  const child = spawn("/usr/bin/python3", ["-B", SCRIPT], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: "/usr/bin:/bin", HOME: "/nonexistent" },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(
    JSON.stringify({ endpoint, region, resources: resources.filter(({ type }) => type.startsWith("aws:")) }),
  );
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (stdout === "")
    throw new Error(`AWS resources: apply.py ended with exit code ${code ?? "none"}:\n${stderr}`);
  const { failed, ...made } = result.parse(JSON.parse(stdout));
  if (failed.length === 0) return made;
  const lines = failed.map(({ type, name, reason }) => `  ${name} (${type}): ${reason}`);
  throw new Error(`AWS resources that ${endpoint} refused:\n${lines.join("\n")}`);
}

/**
 * Hosted zones that exist before any stack, for `applyAws` to make first: records that name their ids then find them.
 * @param zones id by domain, as `lifeboat:hostedZones` has them
 */
export function hostedZones(zones: Readonly<Record<string, string>>): readonly AwsResource[] {
  return Object.entries(zones).map(([domain, zoneId]) => ({
    type: "aws:route53/zone:Zone",
    name: domain,
    inputs: { name: domain },
    outputs: { zoneId },
  }));
}
