import { S3Client } from "@aws-sdk/client-s3";

const TIMEOUT_MILLISECONDS = 60_000;

/**
 * A client of a server on this machine that speaks S3's API; the server takes any credentials. It tries once: what asks
 * counts each failure, or stops at it.
 * @param endpoint such as `http://127.0.0.1:20001`
 */
export function s3Client(endpoint: string): S3Client {
  return new S3Client({
    endpoint,
    forcePathStyle: true,
    region: "us-east-1",
    credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" },
    maxAttempts: 1,
    requestHandler: {
      requestTimeout: TIMEOUT_MILLISECONDS,
      throwOnRequestTimeout: true,
      // A body that stops in the middle.
      socketTimeout: TIMEOUT_MILLISECONDS,
    },
  });
}
