/** Text that Markdown shows as it is, on one line; what stands between backticks stays code. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .split("`")
    .map((part, index) =>
      index % 2 === 1
        ? part.replaceAll("|", "\\|")
        : part
            .replace(/[\\*|[\]]/g, "\\$&")
            .replaceAll("&", "&amp;")
            .replaceAll("<", "&lt;")
            // Nobody is notified because a value has an at sign in it.
            .replaceAll("@", "&#64;"),
    )
    .join("`");
}

/** Text as code in a table's cell. */
export const code = (text: string): string =>
  `\`${text.replace(/\s+/g, " ").replaceAll("`", "'").replaceAll("|", "\\|")}\``;
