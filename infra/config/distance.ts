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

/** The known name nearest to what was written, for "did you mean"; undefined when nothing is known. */
export function closest(written: string, known: readonly string[]): string | undefined {
  return known
    .map((name) => ({ name, far: distance(written.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0]?.name;
}
