/**
 * Milliseconds in which ends what is stopped or gives up, on a busy machine too. What it would wait for without that
 * takes a minute or more.
 */
export const SOON_MILLISECONDS = 30_000;
