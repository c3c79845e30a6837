import type { Failure, ResourceContext, ResourceKind } from "../model";
import { type PropertyMap, UNKNOWN, text } from "../value";
import { arnOf, part } from "./identity";

const maxPolicyBytes: Readonly<Record<string, number>> = { policy: 6144, assumeRolePolicy: 4096 };

/** IAM. */
export const accessKinds: Readonly<Record<string, ResourceKind>> = {
  "aws:iam/role:Role": {
    autoname: { property: "name", maxLength: 64 },
    required: ["assumeRolePolicy"],
    replace: ["name", "namePrefix", "path"],
    check: (inputs) => [...checkName(inputs, 64), ...checkPolicy(inputs, "assumeRolePolicy")],
    id: (inputs) => part(inputs, "name"),
    outputs: (inputs, context, id) => ({
      arn: arnOf("iam", `role${path(inputs)}${id}`, inputs, context, "global"),
      uniqueId: uniqueId("AROA", context),
      createDate: "2026-01-01T00:00:00Z",
    }),
  },
  "aws:iam/rolePolicy:RolePolicy": {
    autoname: { property: "name", maxLength: 128 },
    required: ["role", "policy"],
    replace: ["name", "namePrefix", "role"],
    identity: ["role", "name"],
    check: (inputs) => [...checkName(inputs, 128), ...checkPolicy(inputs, "policy")],
    id: (inputs) => `${part(inputs, "role")}:${part(inputs, "name")}`,
  },
  "aws:iam/policy:Policy": {
    autoname: { property: "name", maxLength: 128 },
    required: ["policy"],
    replace: ["description", "name", "namePrefix", "path"],
    check: (inputs) => [...checkName(inputs, 128), ...checkPolicy(inputs, "policy")],
    id: (inputs, context) =>
      arnOf("iam", `policy${path(inputs)}${part(inputs, "name")}`, inputs, context, "global"),
    outputs: (_inputs, context, id) => ({ arn: id, policyId: uniqueId("ANPA", context), attachmentCount: 0 }),
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    required: ["role", "policyArn"],
    replace: ["role", "policyArn"],
    identity: ["role", "policyArn"],
    id: (inputs) => `${part(inputs, "role")}-${part(inputs, "policyArn")}`,
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    required: ["url", "clientIdLists"],
    replace: ["url"],
    identity: ["url"],
    id: (inputs, context) =>
      arnOf(
        "iam",
        `oidc-provider/${part(inputs, "url").replace(/^https:\/\//, "")}`,
        inputs,
        context,
        "global",
      ),
    outputs: (_inputs, _context, id) => ({ arn: id }),
  },
  "aws:iam/user:User": {
    autoname: { property: "name", maxLength: 64 },
    check: (inputs) => checkName(inputs, 64),
    id: (inputs) => part(inputs, "name"),
    outputs: (inputs, context, id) => ({
      arn: arnOf("iam", `user${path(inputs)}${id}`, inputs, context, "global"),
      uniqueId: uniqueId("AIDA", context),
    }),
  },
};

function path(inputs: PropertyMap): string {
  return text(inputs["path"]) ?? "/";
}

function uniqueId(prefix: string, context: ResourceContext): string {
  return prefix + context.hex("unique", 17).toUpperCase();
}

function checkName(inputs: PropertyMap, maxLength: number): Failure[] {
  const name = text(inputs["name"]);
  if (name === undefined || (/^[\w+=,.@-]+$/.test(name) && name.length <= maxLength)) return [];
  const reason =
    `IAM name "${name}" has ${name.length} characters; IAM takes 1 to ${maxLength} of letters, digits and +=,.@_-: ` +
    "shorten or respell it.";
  return [{ property: "name", reason }];
}

function checkPolicy(inputs: PropertyMap, property: string): Failure[] {
  const document = text(inputs[property]);
  if (document === undefined || document.includes(UNKNOWN)) return [];
  const limit = maxPolicyBytes[property] ?? 6144;
  // IAM counts a policy without its white space.
  const length = document.replace(/\s/g, "").length;
  if (length > limit) {
    return [
      {
        property,
        reason: `The policy has ${length} characters without white space; IAM takes ${limit}: split it.`,
      },
    ];
  }
  try {
    JSON.parse(document);
    return [];
  } catch {
    return [
      { property, reason: "The policy is not JSON: make it with JSON.stringify or pulumi.jsonStringify." },
    ];
  }
}
