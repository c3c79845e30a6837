/** How the pack does on a kind of the corpus. */
interface Rate {
  readonly kind: string;
  /** Cases that were right when the corpus was made, before the rules were written for it. */
  readonly before: number;
  readonly now: number;
  readonly of: number;
  /** Cases that are still wrong, by what they are. */
  readonly missed: readonly string[];
}

/** Rates before and now: a case that becomes right is recorded here, and none may become wrong. */
export const rates: Readonly<Record<"dangers" | "alarms", readonly Rate[]>> = {
  dangers: [
    { kind: "RBAC that escalates", before: 0, now: 15, of: 15, missed: [] },
    { kind: "trust", before: 1, now: 8, of: 8, missed: [] },
    { kind: "exposure", before: 0, now: 18, of: 18, missed: [] },
    { kind: "kinds that hide a pod", before: 0, now: 9, of: 9, missed: [] },
    { kind: "destruction of backups", before: 1, now: 15, of: 15, missed: [] },
    { kind: "retention weakened", before: 1, now: 7, of: 7, missed: [] },
    { kind: "CronJobs that do nothing", before: 0, now: 10, of: 10, missed: [] },
    { kind: "health checks", before: 0, now: 6, of: 6, missed: [] },
    { kind: "alerts that cannot fire", before: 0, now: 11, of: 11, missed: [] },
    { kind: "PostgreSQL grants", before: 0, now: 6, of: 6, missed: [] },
    { kind: "data stores", before: 0, now: 14, of: 14, missed: [] },
    { kind: "inline settings of a bucket", before: 4, now: 6, of: 6, missed: [] },
    { kind: "vendor tokens", before: 0, now: 20, of: 20, missed: [] },
    { kind: "public buckets", before: 8, now: 8, of: 8, missed: [] },
  ],
  alarms: [
    { kind: "words inside words", before: 0, now: 8, of: 8, missed: [] },
    { kind: "references to secret stores", before: 1, now: 12, of: 12, missed: [] },
    {
      kind: "texts of user interfaces",
      before: 0,
      now: 6,
      of: 7,
      missed: ["messages.properties: label.password=Your password\nlabel.token=Access token\n"],
    },
    { kind: "actions on * alone", before: 1, now: 14, of: 14, missed: [] },
    { kind: "own account", before: 5, now: 10, of: 10, missed: [] },
    { kind: "open on purpose", before: 6, now: 6, of: 6, missed: [] },
    { kind: "RDS and operator backups", before: 0, now: 7, of: 7, missed: [] },
    { kind: "purpose by label", before: 2, now: 8, of: 8, missed: [] },
    { kind: "alerts and jobs that work", before: 11, now: 11, of: 11, missed: [] },
    { kind: "buckets that everybody may read", before: 0, now: 6, of: 6, missed: [] },
    { kind: "ordinary pods", before: 0, now: 6, of: 6, missed: [] },
    { kind: "volumes that a tool backs up", before: 0, now: 5, of: 5, missed: [] },
  ],
};

/**
 * The same of the cases that were found later, in rule lists of checkov, trivy, kube-score, prowler, cfn_nag, gitleaks and
 * pint, and written before it was known what the rules do with them.
 */
export const foundRates: typeof rates = {
  dangers: [
    { kind: "RBAC that escalates", before: 9, now: 14, of: 14, missed: [] },
    { kind: "trust", before: 15, now: 20, of: 20, missed: [] },
    { kind: "exposure", before: 11, now: 22, of: 22, missed: [] },
    { kind: "kinds that hide a pod", before: 12, now: 19, of: 19, missed: [] },
    {
      kind: "destruction of backups",
      before: 22,
      now: 32,
      of: 33,
      missed: ["secretsmanager:DeleteSecret on arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-*"],
    },
    { kind: "retention weakened", before: 10, now: 19, of: 19, missed: [] },
    { kind: "CronJobs that do nothing", before: 10, now: 17, of: 17, missed: [] },
    { kind: "health checks", before: 5, now: 9, of: 9, missed: [] },
    { kind: "alerts that cannot fire", before: 10, now: 19, of: 19, missed: [] },
    { kind: "PostgreSQL grants", before: 13, now: 14, of: 14, missed: [] },
    { kind: "data stores", before: 16, now: 32, of: 32, missed: [] },
    { kind: "inline settings of a bucket", before: 10, now: 17, of: 17, missed: [] },
    { kind: "vendor tokens", before: 23, now: 44, of: 44, missed: [] },
    { kind: "words inside words", before: 4, now: 5, of: 5, missed: [] },
    { kind: "references to secret stores", before: 5, now: 5, of: 5, missed: [] },
  ],
  alarms: [
    { kind: "RBAC that escalates", before: 13, now: 14, of: 14, missed: [] },
    { kind: "trust", before: 16, now: 19, of: 20, missed: ["accounts of one namespace"] },
    { kind: "exposure", before: 21, now: 22, of: 22, missed: [] },
    { kind: "kinds that hide a pod", before: 15, now: 15, of: 15, missed: [] },
    { kind: "destruction of backups", before: 20, now: 21, of: 21, missed: [] },
    {
      kind: "retention weakened",
      before: 16,
      now: 16,
      of: 17,
      missed: ["a bucket of builds that is emptied"],
    },
    { kind: "CronJobs that do nothing", before: 18, now: 18, of: 18, missed: [] },
    { kind: "health checks", before: 9, now: 9, of: 9, missed: [] },
    { kind: "alerts that cannot fire", before: 20, now: 20, of: 20, missed: [] },
    { kind: "PostgreSQL grants", before: 13, now: 13, of: 13, missed: [] },
    { kind: "data stores", before: 22, now: 22, of: 22, missed: [] },
    { kind: "inline settings of a bucket", before: 4, now: 16, of: 17, missed: ["the default ACL"] },
    { kind: "vendor tokens", before: 20, now: 20, of: 20, missed: [] },
    { kind: "words inside words", before: 8, now: 8, of: 8, missed: [] },
    { kind: "references to secret stores", before: 12, now: 14, of: 14, missed: [] },
    {
      kind: "texts of user interfaces",
      before: 5,
      now: 5,
      of: 6,
      missed: ['fr.json: {"password":"Mot de passe","token":"Jeton"}'],
    },
    { kind: "actions on * alone", before: 9, now: 10, of: 10, missed: [] },
    { kind: "RDS and operator backups", before: 1, now: 9, of: 9, missed: [] },
    { kind: "purpose by label", before: 7, now: 7, of: 7, missed: [] },
  ],
};
