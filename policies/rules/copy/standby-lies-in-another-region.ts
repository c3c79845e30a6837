import { bucketTypes } from "../../support/aws/bucket";
import { databaseServerTypes } from "../../support/aws/database-server";
import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";
import { regionOf, stackOf } from "../../support/input/subject";

const standbys = textsSetting(
  "standbys",
  ["dr=us-east-1"],
  "Stacks that stand in for another, each with the region of that other, as <stack>=<region>.",
);

/** What is lost with a region cannot stand in for it. */
export const standbyLiesInAnotherRegion: ResourceRule = {
  name: "standby-lies-in-another-region",
  demands:
    "A bucket or database server of a standby stack names its region, or its provider does, and that is not the region of what the stack stands in for.",
  sources: ["REL10-BP01", "REL13-BP02", "STOCK-5"],
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
        `stack ${stack} stands in for ${lost.join(", ")}`,
        "set region to another one, on it or on its provider, or name the region of the other stack in the setting standbys",
      );
  },
};
