import { z } from "zod";
import { PROMPT, remove } from "../command";
import { facts, remedyOf, type KeyFacts } from "./key-facts";
import { secretLine } from "./shapes";

const login = z.string().regex(/^[^\s:]{1,128}$/);

const logs: KeyFacts = {
  what: "Elasticsearch or OpenSearch that the services' logs are sent to",
  changes: "whether a collector runs on each node, and where it sends logs",
  limit:
    "be an object of url (https, without a login), user and retentionUser (no colon or blank) and caCertificate (PEM, optional)",
  example: { url: "https://<host>:9200", user: "<login>", retentionUser: "<login>" },
  note: "and .user and .retentionUser",
  unset: "logs are not collected",
};

/** Keys of the log store. */
export const logKeys = {
  logs: z
    .strictObject({
      /** Base URL; may contain a path, to which `_bulk` is appended. */
      url: z.url({ protocol: /^https$/ }).regex(/^https:\/\/[^@?#]+$/),
      /** Login that may create documents and indices, and nothing else. */
      user: login,
      /** Login that writes policies and templates, and with whose rights the store deletes indices; reads no document. */
      retentionUser: login,
      /** CA certificate of the store, PEM. @default the image's CA certificates */
      caCertificate: z
        .string()
        .regex(/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/)
        .optional(),
    })
    .optional()
    .register(facts, { ...logs, remedy: (key) => `${remedyOf(key, logs)}; or ${remove(key)}` }),
  logStorePassword: secretLine.optional().register(facts, {
    what: "password of logs.user",
    changes: "a Secret of the log collector",
    limit: "be a secret of one line",
    example: PROMPT,
    required: "required with lifeboat:logs, unless the secretStore holds it",
    secret: true,
  }),
  logRetentionPassword: secretLine.optional().register(facts, {
    what: "password of logs.retentionUser",
    changes: "a Secret of the job that sets the logs' retention",
    limit: "be a secret of one line",
    example: PROMPT,
    required: "required with lifeboat:logs, unless the secretStore holds it",
    secret: true,
  }),
};
