import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";
import { statefulTypes } from "./stateful-resource-is-protected";

const tagNames = textsSetting("tagNames", ["owner", "dataClass"], "Required tags, each with a value.");

/** The tags show whom to ask and how to handle the data. */
export const statefulResourceNamesItsOwner: ResourceRule = {
  name: "stateful-resource-names-its-owner",
  demands: "An AWS resource with data or keys is tagged with its owner and data class.",
  sources: ["COST03-BP02"],
  profile: "recovery",
  labels: ["tags owner, dataClass"],
  severity: "low",
  types: statefulTypes.filter((type) => type.startsWith("aws:")),
  settings: [tagNames],
  *check(subject, settings) {
    const tags = subject.inputs.at("tags");
    const missing = tagNames.of(settings).filter((name) => {
      const tag = tags.at(name);
      return !tag.isSet || tag.text === "";
    });
    if (missing.length > 0)
      yield violation(
        subject,
        `not tagged: ${missing.join(", ")}`,
        "a value for each is required",
        `add ${missing.map((name) => `tags.${name}`).join(", ")}`,
      );
  },
};
