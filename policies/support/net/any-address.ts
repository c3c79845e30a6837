/** Half of all addresses or more: two halves are everything too. */
const WIDE = /^(0\.0\.0\.0|128\.0\.0\.0|::|8000::)\/[01]$/;

/** Whether a range of addresses is the whole internet, or half of it. */
export const isAnyAddress = (range: string): boolean => WIDE.test(range.trim());
