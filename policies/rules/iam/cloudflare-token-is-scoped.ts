import { attempt, violation, type Finding, json } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import type { ResourceRule } from "../../support/rule";
import type { Subject } from "../../support/input/subject";
import { isFields, type Value } from "../../support/input/value";

/** Resources of a token's policy, given as JSON text or as an object. @throws Refused, Undecided */
function resources(given: Input): Value {
  const { text, path } = given;
  return text === undefined ? given.value : json(text, path, "a policy's resources must be readable");
}

/** Names that end in `*`: every zone, every account. Below a named account, all of its zones are allowed. */
const wide = (value: Value): readonly string[] =>
  isFields(value) ? Object.keys(value).filter((name) => name === "*" || name.endsWith(".*")) : [];

function* widePolicies(subject: Subject): Iterable<Finding> {
  for (const [index, policy] of subject.inputs.at("policies").items.entries())
    yield* attempt(subject, function* () {
      if (policy.at("effect").text === "deny") return;
      const found = wide(resources(policy.at("resources")));
      if (found.length > 0)
        yield violation(
          subject,
          `policies[${index}] allows on ${found.join(", ")}`,
          "zones and accounts must be named",
          "name each by its id, as com.cloudflare.api.account.zone.<id>",
        );
    });
}

const PROVIDER = "pulumi:providers:cloudflare";

/** A stolen token must open one zone, not all of them. */
export const cloudflareTokenIsScoped: ResourceRule = {
  name: "cloudflare-token-is-scoped",
  demands:
    "A Cloudflare API token has only named zones or accounts, and an expiry date; no provider has the global API key.",
  sources: ["Cloudflare API tokens", "TASK-7", "trap 10"],
  profile: "general",
  severity: "critical",
  types: ["cloudflare:index/apiToken:ApiToken", "cloudflare:index/accountToken:AccountToken", PROVIDER],
  *check(subject) {
    if (subject.type === PROVIDER) {
      if (subject.inputs.at("apiKey").isSet)
        yield violation(
          subject,
          "apiKey is set",
          "it opens every zone of its owner, forever",
          "set apiToken, to a token for one zone",
        );
      return;
    }
    yield* attempt(subject, () => widePolicies(subject));
    if (!subject.inputs.at("expiresOn").isSet)
      yield violation(
        subject,
        "expiresOn is absent",
        "a date is required",
        "set expiresOn, and renew the token before that date",
      );
  },
};
