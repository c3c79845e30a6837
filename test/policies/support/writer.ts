import type { Subject } from "../../../policies/support/input/subject";
import { unknown } from "../../../policies/support/input/value";
import { resource } from "./cases";

const POLICY = "aws:iam/rolePolicy:RolePolicy";
/** A policy document as JSON. */
export const document = (statement: unknown): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statement });
/** The policy of a writer with these statements. @param type of the resource that it is in */
export const role = (statement: unknown, type = POLICY): Subject =>
  resource(type, "writer", { policy: document(statement) });
/** A policy of it that is not known yet. */
export const unknownPolicy = resource(POLICY, "writer", { policy: unknown });
/** What is said of it, by its clauses. */
export const roleSays = (...clauses: readonly string[]) => [
  `violation | RolePolicy writer: ${clauses.join("; ")}`,
];
/** A statement that every rule accepts. */
export const put = {
  Sid: "Put",
  Effect: "Allow",
  Action: ["s3:PutObject"],
  Resource: "arn:aws:s3:::app-backups/staging/*",
};
