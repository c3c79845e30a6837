import type { Fields } from "../../../policies/support/input/value";
import { jobs } from "../../../infra/catalog/jobs";
import { kinds } from "./kinds";
import type { Mutation } from "./mutation";
import { changed, with1 } from "./table";

/** Every pod runs as the account that a binding of its namespace names. */
const BOUND = [
  { of: kinds.pods, at: "pod serviceAccountName", to: "lifeboat-config-backup" },
  { of: kinds.pods, at: "pod automountServiceAccountToken", to: true },
  // Where that account is.
  { of: kinds.daemonSet, at: "metadata namespace", to: "jackpot-service" },
  { of: kinds.cronJob, named: /^log-retention-/, at: "metadata namespace", to: "jackpot-service" },
];

/** The same by the old name of the field, which counts where the new one is not set. */
const OLD_NAME = [
  { of: kinds.pods, at: "pod serviceAccountName", to: undefined },
  { of: kinds.pods, at: "pod serviceAccount", to: "lifeboat-config-backup" },
];

const projected = (token: Fields) => ({
  name: "token",
  projected: { sources: [{ serviceAccountToken: { path: "token", ...token } }] },
});

/** Jobs whose account is bound, and that mount a token. */
const WITH_TOKEN = new RegExp(
  `-jobs-(${jobs
    .filter(({ apiToken }) => apiToken === true)
    .map(({ name }) => name)
    .join("|")})$`,
);

/** What the rules on the accounts of pods guard. */
export const podAccounts: readonly Mutation[] = [
  ...changed("pod-has-own-service-account", kinds.pods, [
    ["pod serviceAccountName", undefined],
    ["pod serviceAccountName", "default"],
  ]),
  ...changed("pod-has-own-service-account", kinds.pods, [["pod serviceAccount", "default"]], undefined, {
    given: OLD_NAME,
  }),
  ...changed("pod-has-token-only-where-bound", kinds.pods, [["pod automountServiceAccountToken", undefined]]),
  ...changed(
    "pod-has-token-only-where-bound",
    kinds.pods,
    [["pod automountServiceAccountToken", true]],
    WITH_TOKEN,
  ),
  ...changed(
    "pod-has-token-only-where-bound",
    kinds.pods,
    [["pod volumes", with1(projected({}))]],
    WITH_TOKEN,
  ),
  ...changed(
    "pod-has-token-only-where-bound",
    kinds.pods,
    [["pod volumes * projected sources * serviceAccountToken audience", ""]],
    WITH_TOKEN,
    { given: [{ of: kinds.pods, at: "pod volumes", to: [projected({ audience: "vault" })] }] },
  ),
  ...changed(
    "pod-has-token-only-where-bound",
    kinds.pods,
    [["pod serviceAccount", "other"]],
    /-jobs-(backup|verify|drill)$/,
    { given: [...BOUND, ...OLD_NAME] },
  ),
  { rule: "pod-has-token-only-where-bound", breaks: "no binding at all", of: kinds.bindings, gone: "all" },
  ...changed(
    "pod-has-token-only-where-bound",
    kinds.pods,
    [
      ["pod serviceAccountName", "other"],
      ["metadata namespace", "elsewhere"],
    ],
    // What else the namespace of these is for, other rules tell.
    /-jobs-(backup|verify|drill)$/,
    { given: BOUND },
  ),
  ...[
    [kinds.roleBinding, kinds.clusterRoleBinding] as const,
    [kinds.clusterRoleBinding, kinds.roleBinding] as const,
  ].flatMap(([of, others]) =>
    changed(
      "pod-has-token-only-where-bound",
      of,
      [
        ["subjects * kind", "User"],
        ["subjects * name", "other"],
        ["subjects * namespace", "elsewhere"],
      ],
      undefined,
      { given: [{ of: others, at: "subjects", to: [] }] },
    ),
  ),
];
