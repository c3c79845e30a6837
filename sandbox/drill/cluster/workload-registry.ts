/** A workload that serves. */
export interface RunningWorkload {
  readonly namespace: string;
  /** Name of its Deployment. */
  readonly name: string;
  /** HTTP port on 127.0.0.1. */
  readonly port: number;
}

/** Where traffic finds the workloads that serve: those whose roll-out is done, and that nothing has ended. */
export interface WorkloadRegistry {
  /** Undefined while the workload does not serve. */
  find(namespace: string, name: string): RunningWorkload | undefined;
}
