import { randomBytes } from "node:crypto";

const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const prefix = "age-secret-key-";

/**
 * A new age private key (`AGE-SECRET-KEY-1…`): 32 random bytes in bech32, as age-keygen writes them.
 * @param random gives so many bytes. @default bytes that nobody can tell
 */
export function newAgeIdentity(random: (bytes: number) => Uint8Array = randomBytes): string {
  const data = toFiveBits(random(32));
  const expanded = [...Buffer.from(prefix)].map((byte) => byte >> 5);
  const low = [...Buffer.from(prefix)].map((byte) => byte & 31);
  const sum = checksum([...expanded, 0, ...low, ...data, 0, 0, 0, 0, 0, 0]) ^ 1;
  const check = [25, 20, 15, 10, 5, 0].map((shift) => (sum >> shift) & 31);
  return `${prefix}1${[...data, ...check].map((value) => alphabet.charAt(value)).join("")}`.toUpperCase();
}

function toFiveBits(bytes: Uint8Array): number[] {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((group) => parseInt(group.padEnd(5, "0"), 2));
}

/** The BCH code of BIP 173. */
function checksum(values: readonly number[]): number {
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  return values.reduce((sum, value) => {
    const top = sum >>> 25;
    const shifted = ((sum & 0x1ffffff) << 5) ^ value;
    return generator.reduce(
      (next, polynomial, bit) => ((top >> bit) & 1 ? next ^ polynomial : next),
      shifted,
    );
  }, 1);
}
