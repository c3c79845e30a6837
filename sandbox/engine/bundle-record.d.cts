/**
 * Writes a bundle, with a record of what it was made of in its last line. Makes the folder.
 * @param bundle path of the file
 * @param text its JavaScript, which ends with a line end
 * @param startedAt epoch milliseconds at which the sources began to be read
 * @param sources files that it was made of
 */
export declare function writeBundle(
  bundle: string,
  text: string,
  startedAt: number,
  sources: readonly string[],
): void;

/**
 * @param bundle path of the file
 * @returns whether the bundle exists and none of its sources has changed, come back older or gone since it was read
 */
export declare function isFresh(bundle: string): boolean;
