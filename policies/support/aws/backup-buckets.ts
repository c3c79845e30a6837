import type { Bucket } from "./bucket";
import { covers } from "./iam-document";
import { textsSetting } from "../input/setting";
import type { Fields } from "../input/value";

/** Buckets with backups, by their names. */
export const bucketNames = textsSetting(
  "bucketNames",
  ["*backup*"],
  "Name patterns of buckets with backups.",
);

/** Whether a bucket contains backups. */
export const holdsBackups = ({ name }: Pick<Bucket, "name">, settings: Fields): boolean =>
  bucketNames.of(settings).some((pattern) => covers(pattern, name));
