import { containerCannotEscalate } from "../../../../policies/rules/pod/container-cannot-escalate";
import { containerDeclaresResources } from "../../../../policies/rules/pod/container-declares-resources";
import { containerDropsCapabilities } from "../../../../policies/rules/pod/container-drops-capabilities";
import { containerIsNotPrivileged } from "../../../../policies/rules/pod/container-is-not-privileged";
import { containerRootIsReadOnly } from "../../../../policies/rules/pod/container-root-is-read-only";
import { imageIsPinnedByDigest } from "../../../../policies/rules/pod/image-is-pinned-by-digest";
import { unknown } from "../../../../policies/support/input/value";
import { describeRule } from "../../support/cases";
import { CONTAINER, CONTAINER_PATH, IMAGE, job, jobSays, jobUndecided } from "../../support/job";

const accepted = { name: "accepts a sound job", given: [job()] };
const context = `${CONTAINER}/securityContext`;

describeRule(containerDropsCapabilities, [
  accepted,
  {
    name: "refuses to drop but one",
    given: [job({ [`${context}/capabilities/drop`]: ["NET_RAW"] })],
    says: jobSays(
      "container backup drops NET_RAW",
      "ALL is required",
      "set securityContext.capabilities.drop: [ALL]",
    ),
  },
  {
    name: "refuses an addition",
    given: [job({ [`${context}/capabilities/add`]: ["NET_BIND_SERVICE", "SYS_ADMIN"] })],
    says: jobSays(
      "container backup adds SYS_ADMIN",
      "at most NET_BIND_SERVICE may be added",
      "remove securityContext.capabilities.add",
    ),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [`${context}/capabilities`]: unknown })],
    says: jobUndecided(`${CONTAINER_PATH}.securityContext.capabilities`),
  },
]);

describeRule(containerCannotEscalate, [
  accepted,
  {
    name: "refuses silence",
    given: [job({ [`${context}/allowPrivilegeEscalation`]: undefined })],
    says: jobSays(
      "container backup has allowPrivilegeEscalation absent",
      "false is required",
      "set securityContext.allowPrivilegeEscalation: false",
    ),
  },
  {
    name: "leaves what says that it may to another rule",
    given: [job({ [`${context}/allowPrivilegeEscalation`]: true })],
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [context]: unknown })],
    says: jobUndecided(`${CONTAINER_PATH}.securityContext`),
  },
]);

describeRule(containerRootIsReadOnly, [
  accepted,
  {
    name: "refuses a root that can be written",
    given: [job({ [`${context}/readOnlyRootFilesystem`]: false })],
    says: jobSays(
      "container backup has readOnlyRootFilesystem false",
      "true is required",
      "set it, and mount an emptyDir where the container writes",
    ),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [`${context}/readOnlyRootFilesystem`]: unknown })],
    says: jobUndecided(`${CONTAINER_PATH}.securityContext.readOnlyRootFilesystem`),
  },
]);

describeRule(containerDeclaresResources, [
  accepted,
  ...(
    [
      ["limits", "cpu", 0],
      ["limits", "memory", "0"],
      ["limits", "memory", "0Mi"],
      ["limits", "cpu", "0.0"],
      ["limits", "cpu", ""],
      ["requests", "memory", ""],
    ] as const
  ).map(([kind, of, quantity]) => ({
    name: `takes ${kind} of ${JSON.stringify(quantity)} for none`,
    given: [job({ [`${CONTAINER}/resources/${kind}/${of}`]: quantity })],
    says: jobSays(
      `container backup has no ${kind}.${of}`,
      "requests and limits of CPU and memory are required",
      "set them in resources",
    ),
  })),
  {
    name: "accepts a part of a core, and a request of none",
    given: [
      job({
        [`${CONTAINER}/resources/limits/cpu`]: 0.5,
        [`${CONTAINER}/resources/limits/memory`]: "0.5Gi",
        [`${CONTAINER}/resources/requests/cpu`]: "0",
      }),
    ],
  },
  {
    name: "refuses a missing limit",
    given: [job({ [`${CONTAINER}/resources/limits/memory`]: undefined })],
    says: jobSays(
      "container backup has no limits.memory",
      "requests and limits of CPU and memory are required",
      "set them in resources",
    ),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [`${CONTAINER}/resources`]: unknown })],
    says: jobUndecided(`${CONTAINER_PATH}.resources`),
  },
]);

const imageSays = (image: string) =>
  jobSays(
    `container backup has image ${image}`,
    "an image by digest is required",
    "write <name>@sha256:<64 hex digits>",
  );

describeRule(imageIsPinnedByDigest, [
  accepted,
  {
    name: "refuses a tag",
    given: [job({ [`${CONTAINER}/image`]: "postgres:15" })],
    says: imageSays("postgres:15"),
  },
  {
    name: "refuses a digest cut short",
    given: [job({ [`${CONTAINER}/image`]: IMAGE.slice(0, -1) })],
    says: imageSays(IMAGE.slice(0, -1)),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [`${CONTAINER}/image`]: unknown })],
    says: jobUndecided(`${CONTAINER_PATH}.image`),
  },
]);

describeRule(containerIsNotPrivileged, [
  accepted,
  {
    name: "accepts one that says nothing",
    given: [job({ [`${context}/allowPrivilegeEscalation`]: undefined })],
  },
  {
    name: "refuses privilege",
    given: [job({ [`${context}/privileged`]: true })],
    says: jobSays(
      "container backup is privileged",
      "no container may be privileged",
      "remove securityContext.privileged",
    ),
  },
  {
    name: "refuses one that says that it may gain privileges",
    given: [job({ [`${context}/allowPrivilegeEscalation`]: true })],
    says: jobSays(
      "container backup has allowPrivilegeEscalation true",
      "no container may gain privileges",
      "set securityContext.allowPrivilegeEscalation: false",
    ),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [context]: unknown })],
    says: jobUndecided(`${CONTAINER_PATH}.securityContext`),
  },
]);
