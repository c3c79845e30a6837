import type { Place } from "./quick-call-sites.cjs";

/**
 * Reads the source map that a bundler put into a bundle.
 * @param bundle path of the file
 * @param text its text, with the source map as its last comment
 * @returns gives the place in the sources for a line and a column of the bundle, both from 1; undefined for what no
 *   source stands behind
 */
export declare function bundlePositions(
  bundle: string,
  text: string,
): (line: number, column: number) => Place | undefined;
