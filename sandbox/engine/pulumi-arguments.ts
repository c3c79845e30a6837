/** Whether the arguments name a stack themselves. */
export const namesStack = (args: readonly string[]): boolean =>
  args.some((argument) => /^(-s|--stack(=|$))/.test(argument));
