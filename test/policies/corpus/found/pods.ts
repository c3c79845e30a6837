import type { Fields } from "../../../../policies/support/input/value";
import { object, pod } from "../case";
import { casesOf, type Found } from "./kind";

const it = casesOf("pod-shares-nothing-with-its-node", "container-cannot-escalate", "values-loosen-no-guard");
const BASELINE = "Pod Security Standards: baseline";
const bad = {
  privileged: pod({ securityContext: { privileged: true } }),
  hostPath: pod({}, { volumes: [{ name: "root", hostPath: { path: "/" } }] }),
  socket: pod({}, { volumes: [{ name: "d", hostPath: { path: "/var/run/docker.sock" } }] }),
  hostPid: pod({}, { hostPID: true }),
  hostNetwork: pod({}, { hostNetwork: true }),
  port: pod({ ports: [{ containerPort: 80, hostPort: 80 }] }),
} as const;
const good = pod(
  {
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  },
  { securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } } },
);
const values = (given: Fields, type = "helm.sh/v3:Release") => object(type, { chart: "app", values: given });
const template = (spec: Fields): Fields => ({ template: { spec } });

/** Pods that a kind hides. */
export const pods: Found = {
  dangers: {
    "kinds that hide a pod": [
      it("a Pod's patch", BASELINE, object("core/v1:PodPatch", { spec: bad.privileged })),
      it(
        "a StatefulSet's patch",
        "checkov CKV_K8S_17",
        object("apps/v1:StatefulSetPatch", { spec: template(bad.hostPid) }),
      ),
      it(
        "a CronJob's patch",
        BASELINE,
        object("batch/v1:CronJobPatch", {
          spec: { jobTemplate: { spec: template(bad.hostPath) } },
        }),
      ),
      it(
        "a list of CronJobs",
        BASELINE,
        object("batch/v1:CronJobList", {
          items: [{ spec: { jobTemplate: { spec: template(bad.privileged) } } }],
        }),
      ),
      it(
        "a list of ReplicaSets",
        BASELINE,
        object("apps/v1:ReplicaSetList", { items: [{ spec: template(bad.socket) }] }),
      ),
      it(
        "a ReplicationController",
        BASELINE,
        object("core/v1:ReplicationController", { spec: template(bad.hostNetwork) }),
      ),
      it(
        "a DeploymentConfig of OpenShift",
        BASELINE,
        object("apps.openshift.io/v1:DeploymentConfig", {
          spec: template(bad.socket),
        }),
      ),
      it(
        "a Knative service",
        BASELINE,
        object("serving.knative.dev/v1:Service", { spec: template(bad.hostPath) }),
      ),
      it(
        "a CloneSet of Kruise",
        BASELINE,
        object("apps.kruise.io/v1alpha1:CloneSet", { spec: template(bad.hostPid) }),
      ),
      it(
        "a ScaledJob of KEDA",
        BASELINE,
        object("keda.sh/v1alpha1:ScaledJob", {
          spec: { jobTargetRef: template(bad.privileged) },
        }),
      ),
      it(
        "a Job of Volcano",
        BASELINE,
        object("batch.volcano.sh/v1alpha1:Job", {
          spec: { tasks: [template(bad.hostNetwork)] },
        }),
      ),
      it(
        "a port of the node",
        "checkov CKV_K8S_26",
        object("apps/v1:Deployment", { spec: template(bad.port) }),
      ),
      it(
        "values with capabilities",
        "checkov CKV_K8S_39",
        values({
          securityContext: { capabilities: { add: ["SYS_ADMIN"] } },
        }),
      ),
      it("values with root", "trivy runs_as_root", values({ podSecurityContext: { runAsUser: 0 } })),
      it(
        "values with escalation",
        "checkov CKV_K8S_20",
        values({
          main: { containerSecurityContext: { allowPrivilegeEscalation: true } },
        }),
      ),
      it(
        "values with the node's processes",
        "checkov CKV_K8S_17",
        values({ agent: { hostPID: true } }, "helm.sh/v4:Chart"),
      ),
      it(
        "values with Docker's socket",
        "checkov CKV_K8S_27",
        values({
          extraVolumes: [{ name: "d", hostPath: { path: "/var/run/docker.sock" } }],
        }),
      ),
      it(
        "values without seccomp",
        "trivy seccomp_profile_unconfined",
        values({
          podSecurityContext: { seccompProfile: { type: "Unconfined" } },
        }),
      ),
      it(
        "values of an old chart",
        BASELINE,
        values({ controller: { privileged: true } }, "helm.sh/v3:Chart"),
      ),
    ],
  },
  alarms: {
    "kinds that hide a pod": [
      it(
        "a patch of replicas",
        "Pulumi server-side apply",
        object("apps/v1:DeploymentPatch", { spec: { replicas: 3 } }),
      ),
      it(
        "a patch of an image",
        "Pulumi server-side apply",
        object("apps/v1:DaemonSetPatch", {
          spec: template({ containers: [{ name: "app", image: "app:2" }] }),
        }),
      ),
      it(
        "a patch of labels",
        "Pulumi server-side apply",
        object("apps/v1:StatefulSetPatch", { metadata: { labels: { a: "b" } } }),
      ),
      it("a guarded Rollout", BASELINE, object("argoproj.io/v1alpha1:Rollout", { spec: template(good) })),
      it(
        "a guarded list",
        BASELINE,
        object("apps/v1:DeploymentList", { items: [{ kind: "Deployment", spec: template(good) }] }),
      ),
      it("an empty list", "Kubernetes", object("core/v1:PodList", { items: [] })),
      it(
        "values that forbid",
        "Bitnami charts",
        values({
          hostNetwork: false,
          hostPID: false,
          containerSecurityContext: {
            privileged: false,
            allowPrivilegeEscalation: false,
            runAsNonRoot: true,
          },
        }),
      ),
      it(
        "values with volumes of their own",
        "Bitnami charts",
        values({ extraVolumes: [{ name: "tmp", emptyDir: {} }] }),
      ),
      it(
        "values of a user",
        "Bitnami charts",
        values({ podSecurityContext: { runAsUser: 1001, fsGroup: 1001 } }),
      ),
      it(
        "values that drop",
        "Bitnami charts",
        values({
          containerSecurityContext: { capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } },
        }),
      ),
      it(
        "values of a host's name",
        "Helm",
        values({ hostAliases: [{ ip: "10.0.0.1" }], hostNetworkPolicy: "none" }),
      ),
      it(
        "a schema with the word",
        "CustomResourceDefinition",
        object("apiextensions.k8s.io/v1:CustomResourceDefinition", {
          spec: {
            versions: [
              {
                schema: {
                  openAPIV3Schema: { properties: { privileged: { type: "boolean", default: false } } },
                },
              },
            ],
          },
        }),
      ),
      it(
        "a policy with the word",
        "Kyverno",
        object("kyverno.io/v1:ClusterPolicy", {
          spec: {
            rules: [
              {
                validate: {
                  pattern: { spec: { containers: [{ securityContext: { privileged: "false" } }] } },
                },
              },
            ],
          },
        }),
      ),
      it(
        "a Knative service that is guarded",
        BASELINE,
        object("serving.knative.dev/v1:Service", { spec: template(good) }),
      ),
      it(
        "a scaled object",
        "KEDA",
        object("keda.sh/v1alpha1:ScaledObject", {
          spec: {
            scaleTargetRef: { name: "api" },
            triggers: [{ type: "cron", metadata: { start: "0 6 * * *" } }],
          },
        }),
      ),
    ],
  },
};
