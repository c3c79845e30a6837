import type { Requirement } from "../../sandbox/servers/requirements";

/** What the proofs as rendered need on the machine: containers as processes, the servers, and the image. */
export const PROOF_NEEDS: readonly Requirement[] = [
  "root",
  "unshare",
  "postgresql",
  "moto",
  "age",
  "zstd",
  "boto3",
  "job-image",
];
