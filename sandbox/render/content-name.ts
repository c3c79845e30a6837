/** What comes before the digest of an object's content in its name; the whole name where it ends in none. */
export function nameStem(name: string): string {
  return name.replace(/-[0-9a-f]{10}$/, "");
}
