import { z } from "zod";

/** What an error says of a key: the rule, and what to do. */
export interface KeyHelp {
  /** The rule in words, as the end of "must". */
  readonly limit: string;
  /** What to do about a wrong or missing value. */
  readonly remedy: string;
  /** True where the value is a secret and never shown. */
  readonly secret?: boolean;
}

/** Help by key, beside the schema that it explains. */
export const help = z.registry<KeyHelp>();

/** The command that sets a key; options of the command may stand before the key. */
export const set = (key: string, example: string): string =>
  `pulumi config set ${key.replace(/^(--\S+ )*/, "$&lifeboat:")} ${example}`;

/** A DNS host name. */
export const host = z
  .string()
  .regex(/^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/i);

/** A backup's id, as its object is named. */
export const backupId = z.string().regex(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/);

/** A secret of one line. */
export const secretLine = z
  .string()
  .min(1)
  .regex(/^[^\r\n]*$/);

/** A container image by digest. */
export const imageByDigest = z.string().regex(/^[\w.-]+(:\d+)?(\/[\w.-]+)*(:[\w.-]+)?@sha256:[0-9a-f]{64}$/);
