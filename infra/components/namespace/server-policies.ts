import type { networking } from "@pulumi/kubernetes/types/input";
import { archiveJobs } from "../../catalog/archive-jobs";
import { ARCHIVE_PORT, SERVER_NAME, SERVER_PORT } from "../../postgresql/places";
import { serverSteps } from "../../postgresql/steps";
import { componentIn, networkPeers, tcp } from "./network-peers";

/** The server's own pods. */
export const serverPods = { podSelector: componentIn([SERVER_NAME]) };

/**
 * Policies of the database server, which its own namespace and the networks of config reach, and of the jobs and steps beside it.
 * @param store way to the repositories
 */
export function serverPolicies(
  store: readonly networking.v1.NetworkPolicyEgressRule[],
  databaseCidrs: readonly string[],
) {
  const names = archiveJobs.map(({ name }) => name);
  return [
    {
      name: SERVER_NAME,
      spec: {
        podSelector: componentIn([SERVER_NAME]),
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          {
            from: [{ podSelector: {} }, ...networkPeers(databaseCidrs)],
            ports: tcp(SERVER_PORT),
          },
          { from: [{ podSelector: componentIn(names) }], ports: tcp(ARCHIVE_PORT) },
        ],
        egress: [...store],
      },
    },
    {
      name: "server-steps",
      spec: {
        podSelector: componentIn(Object.keys(serverSteps)),
        policyTypes: ["Egress"],
        egress: [{ to: [serverPods], ports: tcp(SERVER_PORT) }, ...store],
      },
    },
    {
      name: "archive-jobs",
      spec: {
        podSelector: componentIn(names),
        policyTypes: ["Egress"],
        egress: [{ to: [serverPods], ports: tcp(ARCHIVE_PORT) }, ...store],
      },
    },
  ];
}
