/**
 * Security context of a pod that Pod Security `restricted` takes: the user is also the group of its volumes.
 * @param uid user and group
 */
export const podSecurity = (uid: number) => ({
  runAsNonRoot: true,
  runAsUser: uid,
  runAsGroup: uid,
  fsGroup: uid,
  seccompProfile: { type: "RuntimeDefault" },
});

/** What a container that failed tells: the end of its log, up to 2 KiB, where `kubectl describe` and `pulumi up` show it. */
export const FAILURE_MESSAGE = "FallbackToLogsOnError";
