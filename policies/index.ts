import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules";
import { noteAskedType } from "./support/concerned-only";
import { decodeOnce } from "./support/decode-once";
import { toPolicies } from "./support/policy";
import { remediateUnread } from "./support/remediate-unread";
import { describeStackOnce } from "./support/stack-once";

decodeOnce();
describeStackOnce();
noteAskedType();
remediateUnread();
new PolicyPack("lifeboat", {
  description: "Nothing deploys that would not survive a disaster or leak.",
  enforcementLevel: "mandatory",
  policies: toPolicies(rules),
});
