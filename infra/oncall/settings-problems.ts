import type { Service } from "../catalog/types";
import type { Problem } from "../problem";
import type { ChannelSettings } from "./channels";

/** Channel settings that contradict each other or have no effect. */
export function channelProblems(
  { oncallMail, deadManUrl }: ChannelSettings,
  given: readonly string[],
  services: readonly Pick<Service, "escalation">[],
): readonly Problem[] {
  const problems: Problem[] = [];
  const hasPassword = given.includes("smtpPassword");
  if ((oncallMail?.username !== undefined) !== hasPassword)
    problems.push({
      thing: hasPassword ? "config lifeboat:oncallMail.username" : "config lifeboat:oncall.smtpPassword",
      value: "(missing)",
      limit: "be set together with the other: a mail server's login needs both",
      remedy: hasPassword
        ? "pulumi config set --path lifeboat:oncallMail.username '<login>'"
        : "pulumi config set --secret --path lifeboat:oncall.smtpPassword",
    });
  if (deadManUrl !== undefined && given.includes("deadManUrl"))
    problems.push({
      thing: "config lifeboat:deadManUrl",
      value: `"${deadManUrl}"`,
      limit: "be set once: here, or as lifeboat:oncall.deadManUrl if it is secret",
      remedy: "pulumi config rm lifeboat:deadManUrl",
    });
  if (deadManUrl === undefined && given.includes("deadManToken"))
    problems.push({
      thing: "config lifeboat:oncall.deadManToken",
      value: "(secret)",
      limit: "be set only with lifeboat:deadManUrl",
      remedy:
        "pulumi config set lifeboat:deadManUrl '<url>' # or pulumi config rm --path lifeboat:oncall.deadManToken",
    });
  return [...problems, ...addressProblems(oncallMail?.to ?? {}, services)];
}

/** Addresses of unknown roles. */
function addressProblems(
  to: Readonly<Record<string, string>>,
  services: readonly Pick<Service, "escalation">[],
): readonly Problem[] {
  const roles = services.flatMap(({ escalation }) =>
    [escalation.default, ...Object.values(escalation.areas)].flatMap(({ contacts }) =>
      contacts.filter(({ channels }) => channels.includes("email")).map(({ role }) => role),
    ),
  );
  const known = ["default", ...new Set(roles)];
  return Object.keys(to)
    .filter((role) => !known.includes(role))
    .map((role) => ({
      thing: `config lifeboat:oncallMail.to.${role}`,
      value: "(not shown)",
      limit: `be the address of a role with an e-mail channel in the catalog: ${known.join(", ")}`,
      remedy: `pulumi config rm --path 'lifeboat:oncallMail.to["${role}"]'`,
    }));
}
