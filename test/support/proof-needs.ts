import type { Requirement } from "../../sandbox/servers/requirements";

/** What the proofs as rendered need on the machine: a cluster, the servers, and the image. */
export const PROOF_NEEDS: readonly Requirement[] = [
  "root",
  "cluster",
  "kubectl",
  "postgresql",
  "moto",
  "age",
  "zstd",
  "boto3",
  "job-image",
];
