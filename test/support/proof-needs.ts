import type { Requirement } from "../../sandbox/servers/requirements";

/** What the proofs as rendered need on the machine: containers as processes, the servers, and the image's programs. */
export const PROOF_NEEDS: readonly Requirement[] = [
  "root",
  "unshare",
  "postgresql",
  "moto",
  "age",
  "zstd",
  "jq",
  "boto3",
];
