/** What a test varies of a pod. */
export interface PodParts {
  /** Words of the container's command. */
  readonly command: readonly string[];
  /** Further fields of the container; they win. */
  readonly container?: object;
  /** Further fields of the pod's spec; they win. */
  readonly spec?: object;
}

/** A Pod with the security settings of the job pods, one writable /work of 4 MiB in memory, and a short grace period. */
export function podManifest(parts: PodParts): { kind: string; metadata: object; spec: object } {
  return {
    kind: "Pod",
    metadata: { name: "tiny", namespace: "tests" },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 },
      volumes: [{ name: "work", emptyDir: { medium: "Memory", sizeLimit: "4Mi" } }],
      containers: [
        {
          name: "main",
          command: parts.command,
          env: [{ name: "HOME", value: "/work" }],
          securityContext: {
            readOnlyRootFilesystem: true,
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
          },
          volumeMounts: [{ name: "work", mountPath: "/work" }],
          ...parts.container,
        },
      ],
      ...parts.spec,
    },
  };
}

/** Command that runs a text with bash. */
export const bash = (script: string): string[] => ["/bin/bash", "-c", script];
