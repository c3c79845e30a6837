import type { Aspect } from "../../../policies/support/aws/bucket";
import type { Subject } from "../../../policies/support/input/subject";
import type { Fields } from "../../../policies/support/input/value";
import { resource, undecidedOn } from "./cases";

/** A backup bucket. */
export function bucket(inputs: Fields = {}, name = "vault"): Subject {
  return resource("aws:s3/bucket:Bucket", name, {
    bucket: "app-backups",
    region: "us-east-1",
    objectLockEnabled: true,
    ...inputs,
  });
}

/** What configures an aspect of it. */
export function aspect(kind: Aspect, inputs: Fields): Subject {
  const type = `aws:s3/${kind}:${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  return resource(type, `vault-${kind}`, { bucket: "app-backups", ...inputs });
}

/** Its policy with these statements. */
export function policy(...statements: readonly unknown[]): Subject {
  return aspect("bucketPolicy", { policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) });
}

/** What is said of the bucket, by its clauses. */
export const says = (...clauses: readonly string[]) => [`violation | Bucket vault: ${clauses.join("; ")}`];
/** What is said of the bucket where a value at this path is known to an update only. */
export const undecided = (path: string) => undecidedOn("Bucket vault", path);
