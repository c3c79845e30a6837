import { bucketTypes } from "../../support/aws/bucket";
import { databaseServerTypes } from "../../support/aws/database-server";
import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";
import { regionOf, stackOf } from "../../support/input/subject";

const standbys = textsSetting(
  "standbys",
  ["dr=us-east-1"],
  "Standby stacks, each with the region of its primary, as <stack>=<region>.",
);

/** A standby in the lost region would be lost too. */
export const standbyLiesInAnotherRegion: ResourceRule = {
  name: "standby-lies-in-another-region",
  demands:
    "A bucket or database server of a standby stack, or its provider, names its region, which is not that of the primary.",
  sources: ["REL10-BP01", "REL13-BP02", "STOCK-5"],
  profile: "recovery",
  severity: "critical",
  types: [...bucketTypes(), ...databaseServerTypes],
  settings: [standbys],
  *check(subject, settings) {
    const stack = stackOf(subject.urn);
    const lost = standbys
      .of(settings)
      .map((one) => one.split("="))
      .filter(([name]) => name === stack)
      .map(([, region = ""]) => region);
    if (lost.length === 0) return;
    const region = regionOf(subject);
    if (!region.isSet || lost.includes(region.text ?? ""))
      yield violation(
        subject,
        `region is ${region.shown}`,
        `stack ${stack} is the standby for ${lost.join(", ")}`,
        "set another region, on it or on its provider, or correct the primary's region in the setting standbys",
      );
  },
};
