import { z } from "zod";
import { set, setSecret } from "../command";
import { facts } from "./key-facts";
import { imageByDigest } from "./shapes";

const JOB_IMAGE = "<registry>/lifeboat-jobs@sha256:<digest>";

/** Keys of the jobs. */
export const jobKeys = {
  jobImage: imageByDigest.register(facts, {
    what: "image of all jobs, by digest",
    changes: "what every job and guard runs",
    limit: "be pinned by digest: name@sha256:<64 hex digits>",
    example: JOB_IMAGE,
    remedy: (key) => `build infra/jobs/Dockerfile, push it, and: ${set(key, JOB_IMAGE)}`,
  }),
  ageRecipients: z
    .array(z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/))
    .min(1)
    .register(facts, {
      what: "age public keys that every backup is encrypted for",
      changes: "who can decrypt new backups; existing ones stay as they are",
      limit:
        "be a list of at least one age public key (age1 and 58 characters), with that of ageIdentity among them",
      example: { "0": "age1…" },
      remedy: (key) => `make a key with age-keygen, and list its public half: ${set(`${key}[0]`, "age1…")}`,
    }),
  ageIdentity: z
    .string()
    .regex(/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/m)
    .optional()
    .register(facts, {
      what: "age private key, mounted only by the pods of verify, drill and restore",
      changes: "a Secret of each service",
      limit: "be a secret with an age private key (AGE-SECRET-KEY-1…)",
      example: "< key.txt",
      remedy: (key) => setSecret(key, "< key.txt"),
      required: "required, unless the secretStore holds it",
      secret: true,
    }),
};
