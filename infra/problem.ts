/** One problem of the declaration, with enough detail to fix it without reading the source. */
export interface Problem {
  /** What is wrong: a config key, a catalog field or a physical name. */
  readonly thing: string;
  /** The value as given; never a secret's. */
  readonly value: string;
  /** The rule it breaks. */
  readonly limit: string;
  /** What to do. */
  readonly remedy: string;
}

/** Formats all problems as a numbered list with a heading; empty without problems. */
export function formatProblems(problems: readonly Problem[]): string {
  if (problems.length === 0) return "";
  const heading =
    problems.length === 1
      ? "1 problem in the declaration; nothing was deployed:"
      : `${problems.length} problems in the declaration; nothing was deployed:`;
  const lines = problems.map(
    (problem, index) =>
      `  ${index + 1}. ${problem.thing}: ${problem.value}\n     must: ${problem.limit}\n     do:   ${problem.remedy}`,
  );
  return [heading, ...lines].join("\n");
}

/** Thrown for a value that is invalid; carries its problems so that a caller can collect them. */
export class ProblemError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(formatProblems(problems));
    this.name = "ProblemError";
    this.problems = problems;
  }
}

/** Runs `make` and returns the problems it throws; other errors pass through. */
export function problemsOf(make: () => unknown): readonly Problem[] {
  try {
    make();
    return [];
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
}
