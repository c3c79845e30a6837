import { podHasPriority } from "../../../../policies/rules/pod/pod-has-priority";
import { podHasSeccompProfile } from "../../../../policies/rules/pod/pod-has-seccomp-profile";
import { podRunsAsNonRoot } from "../../../../policies/rules/pod/pod-runs-as-non-root";
import { podSharesNothingWithItsNode } from "../../../../policies/rules/pod/pod-shares-nothing-with-its-node";
import { unknown, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource } from "../../support/cases";
import { CONTAINER, CONTAINER_PATH, job, jobSays, jobUndecided, POD, POD_PATH } from "../../support/job";

const accepted = { name: "accepts a sound job", given: [job()] };
const context = `${CONTAINER}/securityContext`;

describeRule(podRunsAsNonRoot, [
  accepted,
  {
    name: "refuses a container that says otherwise than its pod",
    given: [job({ [`${context}/runAsNonRoot`]: false })],
    says: jobSays(
      "container backup has runAsNonRoot false",
      "true is required",
      "set securityContext.runAsNonRoot: true",
    ),
  },
  {
    name: "refuses root",
    given: [job({ [`${context}/runAsUser`]: 0 })],
    says: jobSays(
      "container backup has runAsUser 0",
      "root is not allowed",
      "set a runAsUser of 10000 or more",
    ),
  },
  {
    name: "refuses an init container too, in a Deployment",
    given: [
      resource("kubernetes:apps/v1:Deployment", "api", {
        spec: { template: { spec: { initContainers: [{ name: "prepare" }] } } },
      }),
    ],
    says: [
      "violation | Deployment api: init container prepare has runAsNonRoot absent; true is required; set securityContext.runAsNonRoot: true",
    ],
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [`${context}/runAsUser`]: unknown })],
    says: jobUndecided(`${CONTAINER_PATH}.securityContext.runAsUser`),
  },
]);

const seccomp = `${POD}/securityContext/seccompProfile`;

const seccompRemedy = [
  "RuntimeDefault or Localhost is required",
  "set securityContext.seccompProfile.type: RuntimeDefault",
];
describeRule(podHasSeccompProfile, [
  accepted,
  {
    name: "refuses Unconfined",
    given: [job({ [`${seccomp}/type`]: "Unconfined" })],
    says: jobSays("container backup has seccomp profile Unconfined", ...seccompRemedy),
  },
  {
    name: "refuses none",
    given: [job({ [seccomp]: undefined })],
    says: jobSays("container backup has seccomp profile absent", ...seccompRemedy),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [seccomp]: unknown })],
    says: jobUndecided(`${POD_PATH}.securityContext.seccompProfile`),
  },
]);

const volume = (kind: string, value: Value): Value => [{ name: "node", [kind]: value }];

/** A DaemonSet that mounts a directory of its node. */
const reader = (path: string, readOnly: boolean) =>
  resource("kubernetes:apps/v1:DaemonSet", "reader", {
    spec: {
      template: {
        spec: {
          containers: [{ name: "reader", volumeMounts: [{ name: "node", readOnly }] }],
          volumes: [{ name: "node", hostPath: { path } }],
        },
      },
    },
  });
const refusedReader = [
  "violation | DaemonSet reader: volume node is hostPath; configMap, csi, downwardAPI, emptyDir, ephemeral, persistentVolumeClaim, projected, secret are allowed; use an emptyDir or a claim",
];
describeRule(podSharesNothingWithItsNode, [
  accepted,
  { name: "lets a DaemonSet read the node's logs", given: [reader("/var/log/pods", true)] },
  {
    name: "refuses a DaemonSet that can write them",
    given: [reader("/var/log/pods", false)],
    says: refusedReader,
  },
  { name: "refuses a DaemonSet another directory", given: [reader("/var/log", true)], says: refusedReader },
  {
    name: "refuses the node's network",
    given: [job({ [`${POD}/hostNetwork`]: true })],
    says: jobSays("hostNetwork is true", "a pod must not use its node's namespaces", "remove hostNetwork"),
  },
  {
    name: "refuses the node's directories",
    given: [job({ [`${POD}/volumes`]: volume("hostPath", { path: "/" }) })],
    says: jobSays(
      "volume node is hostPath",
      "configMap, csi, downwardAPI, emptyDir, ephemeral, persistentVolumeClaim, projected, secret are allowed",
      "use an emptyDir or a claim",
    ),
  },
  {
    name: "refuses the node's ports",
    given: [job({ [`${CONTAINER}/ports`]: [{ hostPort: 80 }] })],
    says: jobSays("container backup uses port 80 of its node", "host ports are not allowed", "use a Service"),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [`${POD}/volumes`]: unknown })],
    says: jobUndecided(`${POD_PATH}.volumes`),
  },
]);

const priorityRemedy = ["a PriorityClass is required", "declare one and set priorityClassName"];
describeRule(podHasPriority, [
  accepted,
  {
    name: "refuses none",
    given: [job({ [`${POD}/priorityClassName`]: undefined })],
    says: jobSays("priorityClassName is absent", ...priorityRemedy),
  },
  {
    name: "refuses an empty one",
    given: [job({ [`${POD}/priorityClassName`]: "" })],
    says: jobSays("priorityClassName is empty", ...priorityRemedy),
  },
  {
    name: "refuses the nodes' own",
    given: [job({ [`${POD}/priorityClassName`]: "system-node-critical" })],
    says: jobSays("priorityClassName is system-node-critical", ...priorityRemedy),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [`${POD}/priorityClassName`]: unknown })],
    says: jobUndecided(`${POD_PATH}.priorityClassName`),
  },
]);
