import { z } from "zod";
import { remove, set, setSecret } from "../command";
import { help, secretLine } from "./key-facts";

const login = z.string().regex(/^[^\s:]{1,128}$/);

const LOG_STORE = "https://logs.example.com:9200";

/** Keys of the store that logs are sent to. */
export const logKeys = {
  /** Elasticsearch or OpenSearch that the services' logs are sent to. @default none: nothing collects them */
  logs: z
    .strictObject({
      /** Base URL; a path before `_bulk` may be in it. */
      url: z.url({ protocol: /^https$/ }).regex(/^https:\/\/[^@?#]+$/),
      /** Login that may create documents and indices, and nothing else. */
      user: login,
      /** Login that keeps policies and templates, and in whose name the store deletes indices; reads no document. */
      retentionUser: login,
      /** Authority of the store's certificate, PEM; without it the image's own are trusted. */
      caCertificate: z
        .string()
        .regex(/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/)
        .optional(),
    })
    .optional()
    .register(help, {
      limit:
        "be an object of url (https, without a login in it), user and retentionUser (no colon or blank) and caCertificate (PEM, optional)",
      remedy: `${set("logs.url", LOG_STORE)} # and .user and .retentionUser; or ${remove("logs")}`,
      parts: { url: LOG_STORE, user: "<login>", retentionUser: "<login>" },
    }),
  /** Password of `logs.user`. */
  logStorePassword: secretLine.optional().register(help, {
    limit: "be a secret of one line",
    remedy: setSecret("logStorePassword"),
    secret: true,
  }),
  /** Password of `logs.retentionUser`. */
  logRetentionPassword: secretLine.optional().register(help, {
    limit: "be a secret of one line",
    remedy: setSecret("logRetentionPassword"),
    secret: true,
  }),
};
