import { openProof, type Proof } from "./proof";

let opened: Promise<Proof> | undefined;

/**
 * The one proof of this worker: opened by the first test that asks, shared by all files, ended with the process (each
 * server dies with it). Tests leave databases and vault as good as they found them, so that their order is free.
 */
export function sharedProof(): Promise<Proof> {
  opened ??= openProof();
  return opened;
}
