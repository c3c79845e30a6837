import type { Rule } from "../../support/rule";
import { backupWriterCannotDelete } from "./backup-writer-cannot-delete";
import { cloudflareTokenIsScoped } from "./cloudflare-token-is-scoped";
import { iamAttachesNoBroadPolicy } from "./iam-attaches-no-broad-policy";
import { iamPolicyNamesActions } from "./iam-policy-names-actions";
import { iamPolicyNamesResources } from "./iam-policy-names-resources";
import { keyPolicyNamesPrincipals } from "./key-policy-names-principals";
import { rbacBindsNoEveryone } from "./rbac-binds-no-everyone";
import { rbacNamesWhatItAllows } from "./rbac-names-what-it-allows";
import { roleTrustNamesPrincipals } from "./role-trust-names-principals";

/** In the order of the README. */
export const iamRules: readonly Rule[] = [
  keyPolicyNamesPrincipals,
  iamPolicyNamesActions,
  iamPolicyNamesResources,
  iamAttachesNoBroadPolicy,
  backupWriterCannotDelete,
  roleTrustNamesPrincipals,
  rbacNamesWhatItAllows,
  rbacBindsNoEveryone,
  cloudflareTokenIsScoped,
];
