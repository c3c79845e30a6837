import type { Statement } from "./iam-document";
import { demands, NAMES_PRINCIPALS } from "./own-account";

/** Keys of a request that only one network, account or access point has: with one of them, S3 calls a policy not public. */
const CLOSING = [
  ...NAMES_PRINCIPALS,
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceorgid",
  "s3:dataaccesspointarn",
  "s3:dataaccesspointaccount",
];
const ANY_ADDRESS = ["0.0.0.0/0", "::/0", "*"];

const isOfOneNetwork = (one: Statement): boolean =>
  one.conditions.some(
    ({ operator, key, values }) =>
      operator === "ipaddress" &&
      key === "aws:sourceip" &&
      values.length > 0 &&
      values.every((value) => !ANY_ADDRESS.includes(value)),
  );

/**
 * Whether a condition closes a statement to the public.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 * @throws Undecided
 */
export const isClosed = (one: Statement): boolean => demands(one, CLOSING) || isOfOneNetwork(one);

const READS = ["s3:getobject", "s3:getobjectversion"];

/** Whether a statement lets everybody read objects, and nothing else: that of a site. @throws Undecided */
export const isPublicRead = (one: Statement): boolean =>
  one.allows &&
  !one.hasNotPrincipal &&
  one.principals.some(({ value }) => value === "*") &&
  !isClosed(one) &&
  one.notActions.length === 0 &&
  one.actions.length > 0 &&
  one.actions.every((action) => READS.includes(action.toLowerCase()));
