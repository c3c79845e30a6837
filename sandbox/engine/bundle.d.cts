import type { BuildOptions } from "esbuild";

/**
 * Makes one JavaScript file for Node.js of TypeScript sources, with a record of them in its last line, unless there is one
 * and none of its sources has changed, come back older or gone since it was read. Makes the folder.
 * @param bundle path of the file
 * @param options what the bundler is told beside how and for what: entry points and what differs
 * @param besides more files that the bundle hangs on. @default none
 * @throws the bundler's error when the sources cannot be bundled
 */
export declare function freshBundle(
  bundle: string,
  options: BuildOptions & { readonly absWorkingDir: string },
  besides?: readonly string[],
): Promise<void>;
