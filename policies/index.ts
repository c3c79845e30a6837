import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules";
import { decodeOnce } from "./support/decode-once";
import { toPolicy } from "./support/policy";
import { describeStackOnce } from "./support/stack-once";

decodeOnce();
describeStackOnce();
new PolicyPack("lifeboat", {
  description: "Nothing deploys that would not survive a disaster or leak.",
  enforcementLevel: "mandatory",
  policies: rules.map(toPolicy),
});
