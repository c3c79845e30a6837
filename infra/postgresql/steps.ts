/** Steps of a posture change that a database server takes, and their scripts; the name is the component label of its pod. */
export const serverSteps = { promote: "promote.sh", "server-fence": "fence.sh" } as const;

/** Name of such a step. */
export type ServerStepName = keyof typeof serverSteps;
