import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules";
import { policiesOf } from "./support/policy";

new PolicyPack("lifeboat", {
  description: "Refuses resources that would not survive a disaster, or would leak.",
  enforcementLevel: "mandatory",
  policies: policiesOf(rules),
});
