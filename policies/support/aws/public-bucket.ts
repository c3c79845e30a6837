import type { Input } from "../input/input";
import type { Bucket } from "./bucket";

/** Tag of a bucket that everybody is meant to read. */
const PUBLIC = { name: "purpose", value: "public" } as const;

/** Whether everybody is meant to read a bucket: a website, or tagged so. @throws Undecided */
export function isForAll(bucket: Bucket): boolean {
  const { inputs } = bucket.subject;
  const inline = ["website", "websites"].map((name) => inputs.at(name));
  const isSite = (value: Input): boolean =>
    !value.isUnknown && (value.entries.length > 0 || value.items.length > 0);
  return (
    inline.some(isSite) ||
    inputs.at("tags", PUBLIC.name).text === PUBLIC.value ||
    bucket.aspects("bucketWebsiteConfiguration").length > 0
  );
}
