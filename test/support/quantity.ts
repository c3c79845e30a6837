const FACTORS: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/**
 * Bytes of a Kubernetes quantity such as `64Mi`, `1.5G` or `1024`.
 * @throws when it is none.
 */
export function bytesOf(quantity: string | number): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([kMGT]|[KMGT]i)?$/.exec(String(quantity)) ?? [];
  const factor = FACTORS[unit ?? ""];
  if (digits === undefined || factor === undefined) {
    throw new Error(`quantity ${String(quantity)}: expected a number of bytes such as 64Mi, 1.5G or 1024`);
  }
  return Math.ceil(Number(digits) * factor);
}
