/** A job could not be started or followed: the stack names no cluster, or kubectl could not do what it was asked, in its own words. */
export class JobError extends Error {
  constructor(
    message: string,
    /** Code with which the command ends, of those of every job (KYB-1). */
    readonly exitCode: number,
  ) {
    super(message);
  }
}
