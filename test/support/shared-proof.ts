import { spawn } from "node:child_process";
import path from "node:path";
import { atExit } from "../../sandbox/servers/at-exit";
import { openOnce } from "./open-once";
import { openProof, type Proof } from "./proof";
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

/**
 * The one proof of this worker: opened by the first test that asks, shared by all files, ended with the process (each
 * server dies with it). Tests leave databases and vault as good as they found them, so that their order is free.
 */
export const sharedProof = openOnce(async (): Promise<Proof> => {
  const proof = await openProof();
  // A worker that is ended is killed before it has removed so large a directory: somebody else does it.
  const directory = path.dirname(proof.postgres.dataDir);
  atExit(() => {
    spawn("/bin/sh", ["-c", 'sleep 3; rm -rf -- "$1"', "sh", directory], {
      detached: true,
      stdio: "ignore",
    }).unref();
  });
  return proof;
});
