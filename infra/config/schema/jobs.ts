import { z } from "zod";
import { setSecret } from "../command";
import { help, imageByDigest } from "./key-facts";

/** Keys of the jobs. */
export const jobKeys = {
  /** Image of all jobs. */
  jobImage: imageByDigest.register(help, {
    limit: "be pinned by digest: name@sha256:<64 hex digits>",
    remedy: "build infra/jobs/Dockerfile, push it, and set the digest that the registry answers",
  }),
  /** age public keys that every backup is encrypted to. */
  ageRecipients: z
    .array(z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/))
    .min(1)
    .register(help, {
      limit: "be a list of at least one age public key (age1 and 58 characters)",
      remedy: "make a key with age-keygen and list its public half",
    }),
  /** age private key, given to verify and restore pods only. */
  ageIdentity: z
    .string()
    .regex(/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/m)
    .optional()
    .register(help, {
      limit: "be a secret with an age private key (AGE-SECRET-KEY-1…)",
      remedy: setSecret("ageIdentity", "< key.txt"),
      secret: true,
    }),
};
