import type { Resource } from "../change";
import type { Rule } from "../flag";
import { anyOf, becomes, noLonger, whenDeleted, whenKept } from "../findings";
import { containersOf, podSpecOf } from "./pods";
import { refusalsOfIam, rightsOfIam, rightsOfRbac, rightsOfRole } from "./rights";
import {
  at,
  canonical,
  fieldsOf,
  type Fields,
  hasUnknown,
  holdsText,
  listOf,
  opened,
  SECRET,
  textOf,
} from "../value";
import { changedLeaves } from "../leaves";

const BLOCKS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

/** Sources or destinations that a NetworkPolicy lets through, as texts; what it does not mention is let through. */
function letThrough({ inputs }: Resource): ReadonlySet<string> {
  const spec = at(inputs, "spec");
  const types = listOf(at(spec, "policyTypes"));
  const directions = [
    ["Ingress", "ingress", "from"],
    ["Egress", "egress", "to"],
  ] as const;
  return new Set(
    directions.flatMap(([type, rules, peers]) => {
      if (!types.includes(type)) return [`${rules}: anything`];
      return listOf(at(spec, rules)).flatMap((rule) => {
        const [who, ports] = [listOf(at(rule, peers)), listOf(at(rule, "ports"))];
        const through = ports.length === 0 ? ["any port"] : ports.map((port) => canonical(port));
        const named = who.length === 0 ? ["anyone"] : who.map((peer) => canonical(peer));
        return named.flatMap((peer) => through.map((port) => `${rules}: ${peer} by ${port}`));
      });
    }),
  );
}

/** What is in the second set and not in the first, as one finding. */
function added(what: string, before: ReadonlySet<string>, after: ReadonlySet<string>): readonly string[] {
  const all = [...after].filter((each) => !before.has(each));
  // A condition is compared, and too long to be read.
  const more = [
    ...new Set(all.map((each) => each.replace(/ if \{.*$/, " under conditions").replace(/ :\{.*$/, ""))),
  ];
  const rest = more.length > 3 ? ` and ${more.length - 3} more` : "";
  return more.length === 0 ? [] : [`${what}: ${more.slice(0, 3).join("; ")}${rest}`];
}

/** Whether a policy document lets anyone in. */
const isOpenToAll = (document: unknown): boolean =>
  listOf(at(opened(document), "Statement")).some((statement) => {
    const principal = at(statement, "Principal");
    const isAnyone =
      principal === "*" || listOf(at(principal, "AWS")).includes("*") || at(principal, "AWS") === "*";
    return at(statement, "Effect") === "Allow" && isAnyone && at(statement, "Condition") === undefined;
  });

/** Capabilities and switches of containers that give them more than before. */
const podGainsRights = whenKept((before, after) => {
  const spec = (resource: Resource) => podSpecOf(resource);
  const old = new Map(containersOf(before).map((each) => [textOf(each["name"]) ?? "", each]));
  const podWide = ["hostNetwork", "hostPID", "hostIPC"].filter(
    (name) => spec(after)[name] === true && spec(before)[name] !== true,
  );
  const findings = containersOf(after).flatMap((container) => {
    const name = textOf(container["name"]) ?? "";
    const was = old.get(name);
    if (was === undefined) return [];
    const security = (each: unknown, path: string) => at(each, `securityContext.${path}`);
    const gains = [
      ["privileged", true],
      ["allowPrivilegeEscalation", true],
      ["readOnlyRootFilesystem", false],
      ["runAsNonRoot", false],
    ] as const;
    const lost = gains
      .filter(([path, bad]) => {
        const [from, to] = [security(was, path), security(container, path)];
        return from === !bad && to !== from;
      })
      .map(([path]) => `container ${name}: ${path} is not ${String(security(was, path))} any more`);
    const caps = (each: unknown) => new Set(listOf(security(each, "capabilities.add")).map(String));
    return [...lost, ...added(`container ${name}: capabilities`, caps(was), caps(container))];
  });
  return [...podWide.map((name) => `${name}: true`), ...findings];
});

const byName = (values: readonly unknown[]): ReadonlyMap<string, Fields> =>
  new Map(values.map(fieldsOf).map((each) => [textOf(each["name"]) ?? "", each]));

/** Variables whose value came from a Secret, or from a file, and stands in the pod's own text now. */
const secretInEnvironment = whenKept((before, after) => {
  const old = byName(containersOf(before));
  return containersOf(after).flatMap((container) => {
    const was = byName(listOf(old.get(textOf(container["name"]) ?? "")?.["env"]));
    return [...byName(listOf(container["env"]))].flatMap(([name, { value }]) => {
      if (textOf(value) === undefined) return [];
      // Pulumi hides it in its own state alone.
      if (holdsText(value, SECRET))
        return holdsText(was.get(name)?.["value"], SECRET)
          ? []
          : [`variable ${name} is a secret in the pod's own text, where anyone who may read pods reads it`];
      if (at(was.get(name), "valueFrom.secretKeyRef") !== undefined)
        return [`variable ${name} came from a Secret, and is in plain text now`];
      return !was.has(name) && was.has(`${name}_FILE`)
        ? [`variable ${name}, which was read from a file, is in plain text now`]
        : [];
    });
  });
});

/** Values that the engine kept secret and shows now. */
const markTakenAway = whenKept((before, after) =>
  changedLeaves(before.inputs, after.inputs)
    .filter(
      ({ before: old, after: now }) =>
        old === SECRET && now !== SECRET && now !== undefined && !hasUnknown(now),
    )
    .map(({ path }) => `${path}: was secret, and is in plain text now`),
);

/** What lets more in than before, or out. */
export const exposure: readonly Rule[] = [
  {
    id: "public-access-opened",
    kind: "exposure",
    types: /^aws:(s3\/bucket|rds\/|docdb\/|redshift\/|eks\/)/,
    findings: anyOf(
      (change, others) =>
        change.type.includes("PublicAccessBlock:")
          ? whenDeleted("is deleted: a policy or an ACL can make the bucket public")(change, others)
          : [],
      ...BLOCKS.map((block) => noLonger(block, true)),
      becomes("publiclyAccessible", true),
      becomes("vpcConfig.endpointPublicAccess", true),
      whenKept(({ inputs: old }, { inputs: now }) =>
        isOpenToAll(now["policy"]) && !isOpenToAll(old["policy"]) ? ["its policy lets anyone in"] : [],
      ),
      whenKept(({ inputs: old }, { inputs: now }) =>
        /^public-|^authenticated-/.test(textOf(now["acl"]) ?? "") && old["acl"] !== now["acl"]
          ? [`acl: ${textOf(now["acl"]) ?? ""}`]
          : [],
      ),
    ),
    remedy: "keep it closed; who needs access gets a role",
  },
  {
    id: "network-opened",
    kind: "exposure",
    types:
      /^kubernetes:networking\.k8s\.io\/v1:NetworkPolicy$|^kubernetes:core\/v1:Service$|^aws:ec2\/(securityGroup|securityGroupRule):|^aws:vpc\//,
    findings: anyOf(
      (change, others) =>
        change.type.endsWith(":NetworkPolicy")
          ? anyOf(
              whenDeleted("is deleted: what it refused is let through, unless another policy refuses it"),
              whenKept((before, after) => added("lets through", letThrough(before), letThrough(after))),
            )(change, others)
          : [],
      becomes("spec.type", "LoadBalancer", "type"),
      becomes("spec.type", "NodePort", "type"),
      whenKept(({ inputs: old }, { inputs: now }) => {
        const ranges = (rules: unknown) => new Set(listOf(rules).map((rule) => canonical(rule)));
        return added("lets in", ranges(old["ingress"]), ranges(now["ingress"]));
      }),
    ),
    remedy: "name the peers and ports that are needed, and no more",
  },
  {
    id: "privilege-widened",
    kind: "exposure",
    types:
      /^kubernetes:(rbac\.|apps\/|batch\/)|^aws:(iam\/|s3\/bucketPolicy|kms\/|sns\/topicPolicy)|^postgresql:/,
    findings: anyOf(
      podGainsRights,
      whenKept((before, after) => added("may also", rightsOfRbac(before), rightsOfRbac(after))),
      whenKept((before, after) => added("may also", rightsOfIam(before), rightsOfIam(after))),
      whenKept((before, after) =>
        added("does not refuse any more", refusalsOfIam(after), refusalsOfIam(before)),
      ),
      whenKept((before, after) => added("may also", rightsOfRole(before), rightsOfRole(after))),
    ),
    remedy: "grant what the change needs to a role of its own, or say in the approval why this one needs it",
  },
  {
    id: "secret-in-plain-text",
    kind: "exposure",
    types: /^/,
    findings: (change, others) => {
      const [inEnvironment, marks] = [secretInEnvironment(change, others), markTakenAway(change, others)];
      // A variable of which both are true is one finding.
      return inEnvironment.length > 0 ? inEnvironment : marks;
    },
    remedy:
      "read it from a Secret (`secretKeyRef`, a mounted file) or mark it with `pulumi.secret`; and change the value: the pull request has shown it",
  },
  {
    id: "encryption-removed",
    kind: "exposure",
    types: /^aws:/,
    findings: anyOf(
      (change, others) =>
        change.type.includes("ServerSideEncryptionConfiguration")
          ? whenDeleted("is deleted: new objects are encrypted with S3's own key")(change, others)
          : [],
      noLonger("storageEncrypted", true),
      noLonger("encrypted", true),
      noLonger("enableKeyRotation", true),
    ),
    remedy: "keep the customer's key",
  },
];
