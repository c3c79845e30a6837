/**
 * Opens something once for all that ask.
 * @returns what asks for it; one that did not open fails all that wait for it, and the next that asks opens it again
 */
export function openOnce<Opened>(open: () => Promise<Opened>): () => Promise<Opened> {
  let opened: Promise<Opened> | undefined;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}
