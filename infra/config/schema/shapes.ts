import { z } from "zod";

/** A DNS host name. */
export const host = z
  .string()
  .regex(/^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/i);

/** A TCP port, 1 to 65535. */
export const port = z.coerce.number().int().min(1).max(65535);

/** A host name and a port, `host:port`. */
export const hostAndPort = z.string().refine((text) => {
  const [name, number, ...more] = text.split(":");
  return (
    more.length === 0 &&
    host.safeParse(name).success &&
    /^\d+$/.test(number ?? "") &&
    port.safeParse(number).success
  );
});

/** A backup's id, as in its object's name. */
export const backupId = z.string().regex(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/);

/** A secret of one line. */
export const secretLine = z
  .string()
  .min(1)
  .regex(/^[^\r\n]*$/);

/** A container image by digest. */
export const imageByDigest = z.string().regex(/^[\w.-]+(:\d+)?(\/[\w.-]+)*(:[\w.-]+)?@sha256:[0-9a-f]{64}$/);
