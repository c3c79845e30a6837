import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";
import { statefulTypes } from "./stateful-resource-is-protected";

const tagNames = textsSetting("tagNames", ["owner", "dataClass"], "Tags that must be on it, with a value.");

/** Whoever finds it knows whom to ask and how to treat it. */
export const statefulResourceNamesItsOwner: ResourceRule = {
  name: "stateful-resource-names-its-owner",
  demands: "An AWS resource that holds data or keys is tagged with its owner and data class.",
  sources: ["COST03-BP02"],
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
        "a value for each is asked for",
        `add ${missing.map((name) => `tags.${name}`).join(", ")}`,
      );
  },
};
