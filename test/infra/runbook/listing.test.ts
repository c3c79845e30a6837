import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { configurationListing, databaseListing } from "../../../infra/runbook/listing";
import { replicaBucket, vaultBucket } from "../../../infra/naming";
import { library } from "../../support/service-fixture";

/** The buckets that a shell reads from the commands of a listing, where `suffix` has this value. */
const bucketsIn = (listing: string, suffix: string): readonly string[] =>
  [...listing.matchAll(/^aws s3 ls ("s3:\S+")/gm)].map(([, address = ""]) => {
    const env = { suffix, PATH: process.env["PATH"] };
    return (
      execFileSync("/bin/sh", ["-c", `printf %s ${address}`], { env, encoding: "utf8" }).split("/")[2] ?? ""
    );
  });

it.each(["", "acme"])("lists the buckets of a stack whose suffix is %j", (suffix) => {
  const { bucket } = library.backup;
  const expected = [
    vaultBucket(bucket, "primary", suffix),
    replicaBucket(bucket, suffix),
    vaultBucket(bucket, "standby", suffix),
  ];
  expect(bucketsIn(databaseListing([library]), suffix)).toEqual(expected);
  expect(bucketsIn(configurationListing([library]), suffix)).toEqual(expected);
});
