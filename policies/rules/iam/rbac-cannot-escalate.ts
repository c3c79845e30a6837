import { attempt, violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import { kindOf, type Subject } from "../../support/input/subject";
import { risksOf } from "../../support/kubernetes/rbac-risk";
import type { ResourceRule } from "../../support/rule";

const RBAC = "kubernetes:rbac.authorization.k8s.io/v1";
/** Jobs that save and restore a namespace's objects, Secrets among them, tell so by this label. */
const COMPONENT = "app.kubernetes.io/component";
const SAVES: readonly (string | undefined)[] = ["config-backup", "config-restore"];

/** Whether a Role is for a job that saves its namespace. @throws Undecided */
const savesItsNamespace = (subject: Subject): boolean =>
  kindOf(subject) === "Role" && SAVES.includes(subject.inputs.at("metadata", "labels", COMPONENT).text);

const isEverything = (selector: Input): boolean =>
  selector.at("matchLabels").entries.length === 0 && selector.at("matchExpressions").items.length === 0;

/** Some rights are as good as all rights. */
export const rbacCannotEscalate: ResourceRule = {
  name: "rbac-cannot-escalate",
  demands: `No Role or ClusterRole allows what leads to all rights: escalate, bind, impersonate, reading Secrets, running commands in pods, issuing tokens, changing admission, approving certificates, nodes/proxy, making PersistentVolumes, writing aws-auth, or aggregating every role; naming the object is no excuse where it is system:masters or cluster-admin. A Role with the label ${COMPONENT}: config-backup or config-restore may read Secrets of its namespace.`,
  sources: [
    "CIS Kubernetes 5.1.2",
    "CIS Kubernetes 5.1.8",
    "CIS Kubernetes 5.1.9",
    "CIS Kubernetes 5.1.10",
    "CIS Kubernetes 5.1.11",
    "CIS Kubernetes 5.1.12",
    "CIS Kubernetes 5.1.13",
    "Kubernetes RBAC good practices",
  ],
  profile: "general",
  labels: ["label app.kubernetes.io/component"],
  severity: "high",
  types: ["Role", "ClusterRole", "RolePatch", "ClusterRolePatch"].map((kind) => `${RBAC}:${kind}`),
  *check(subject) {
    for (const rule of subject.inputs.at("rules").items)
      yield* attempt(subject, function* () {
        const found = risksOf(rule).filter(
          ({ isOfSecrets }) => isOfSecrets !== true || !savesItsNamespace(subject),
        );
        for (const { what } of found)
          yield violation(
            subject,
            `${rule.path} ${what}`,
            "no account may gain rights that it was not given",
            "name the objects in resourceNames, or leave the right to an administrator",
          );
      });
    const selectors = subject.inputs.at("aggregationRule", "clusterRoleSelectors");
    if (selectors.items.some(isEverything))
      yield violation(
        subject,
        `${selectors.path} selects every role`,
        "no role may have the rights of all others",
        "name a label of the roles",
      );
  },
};
