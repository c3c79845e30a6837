import { attempt, violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import type { Subject } from "../../support/input/subject";
import { isAnyAddress } from "../../support/net/any-address";
import type { ResourceRule } from "../../support/rule";

/** Ports of remote administration and of data stores, by CIS and AWS FSBP EC2.19. */
const CLOSED = [
  20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 2379, 3000, 3306, 3389, 4333, 5432, 5500, 5601, 5984,
  6379, 8088, 9042, 9092, 9200, 9300, 10250, 11211, 27017,
];
const RANGES = ["cidrBlocks", "ipv6CidrBlocks"];

/** Ranges of a rule, in lists or in one text each. @throws Undecided */
const rangesOf = (rule: Input): readonly string[] => [
  ...RANGES.flatMap((name) => rule.at(name).items.map((item) => item.text ?? "")),
  ...["cidrIpv4", "cidrIpv6"].map((name) => rule.at(name).text ?? ""),
];

/** Ports that a rule opens to everybody and must not; `all` for every one. @throws Undecided */
function opened(rule: Input): string {
  if (!rangesOf(rule).some(isAnyAddress)) return "";
  const protocol = rule.at("protocol").isSet ? rule.at("protocol").shown : rule.at("ipProtocol").shown;
  if (["-1", "all"].includes(protocol)) return "all";
  const [from, to] = [rule.at("fromPort").number ?? 0, rule.at("toPort").number ?? 65_535];
  return CLOSED.filter((port) => from <= port && port <= to).join(", ");
}

const isIngress = ({ type, inputs }: Subject): boolean =>
  !type.endsWith(":SecurityGroupRule") || inputs.at("type").text === "ingress";

/** Rules of a group that let traffic in, or the one that a resource is. @throws Undecided */
const rulesOf = (subject: Subject): readonly Input[] =>
  /SecurityGroup$/.test(subject.type) ? subject.inputs.at("ingress").items : [subject.inputs];

/** Scanners find an open port within minutes. */
export const securityGroupIsNotOpen: ResourceRule = {
  name: "security-group-is-not-open",
  demands: "A security group opens no port of remote administration or of a data store to every address.",
  sources: ["AWS FSBP EC2.13", "AWS FSBP EC2.14", "AWS FSBP EC2.19", "CKV_AWS_24", "CKV_AWS_25"],
  profile: "general",
  severity: "high",
  types: [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  ],
  *check(subject) {
    if (!isIngress(subject)) return;
    for (const rule of rulesOf(subject))
      yield* attempt(subject, function* () {
        const ports = opened(rule);
        if (ports !== "")
          yield violation(
            subject,
            `${rule.path === "" ? "the rule" : rule.path} opens port ${ports} to every address`,
            "only named networks may reach it",
            "name the networks, or the security groups, that need it",
          );
      });
  },
};
