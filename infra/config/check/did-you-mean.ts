/** Edit distance of two short texts: insertions, deletions and changes of one character. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, right] of Array.from(b).entries()) {
      const change = (row[j] ?? 0) + (left === right ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The known name that is at most a third of its characters away; undefined if there is none. */
function closest(written: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((name) => ({ name, far: distance(written.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  if (nearest === undefined) return undefined;
  return nearest.far * 3 <= Math.max(written.length, nearest.name.length) ? nearest.name : undefined;
}

/** A shell comment with the known name that was probably meant; empty if there is none. */
export function didYouMean(written: string, known: readonly string[]): string {
  const name = closest(written, known);
  return name === undefined ? "" : ` # did you mean ${name}?`;
}
