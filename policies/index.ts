import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules";
import { toPolicy } from "./support/policy";

new PolicyPack("lifeboat", {
  description: "Nothing deploys that would not survive a disaster or leak.",
  enforcementLevel: "mandatory",
  policies: rules.map(toPolicy),
});
