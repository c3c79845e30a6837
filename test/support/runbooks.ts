/** Where the tests' stacks have their runbook pages. */
export const RUNBOOKS = "https://git.internal/docs/runbook";
