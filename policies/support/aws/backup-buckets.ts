import type { Bucket } from "./bucket";
import { covers } from "./iam-document";
import { textsSetting } from "../input/setting";
import type { Fields } from "../input/value";

/** Which buckets hold backups, by their names. */
export const bucketNames = textsSetting(
  "bucketNames",
  ["*backup*"],
  "Patterns of the names of buckets that hold backups.",
);

/** True for a bucket that holds backups. */
export const holdsBackups = ({ name }: Pick<Bucket, "name">, settings: Fields): boolean =>
  bucketNames.of(settings).some((pattern) => covers(pattern, name));
