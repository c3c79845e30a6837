import { certificates } from "./cert-manager/definition";
import { externalSecrets } from "./external-secrets/definition";
import type { Definition } from "./kube-apiserver/definition";
import { prometheusOperator } from "./prometheus-operator/definition";

/** The kinds of operators that stacks declare. */
export const customResources: readonly Definition[] = [...prometheusOperator, certificates, externalSecrets];

/** What a test with {@link customResources} needs of the machine. */
export const OPERATORS = ["prometheus-operator", "cert-manager", "external-secrets"] as const;
