import type { Bucket } from "./bucket";
import type { Input } from "../input/input";
import type { Subject } from "../input/subject";

const KEY_TYPES = ["aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"];

/** Algorithm and key of a bucket's encryption rule. */
export const appliedBy = (rule: Input) => ({
  sseAlgorithm: rule.at("applyServerSideEncryptionByDefault", "sseAlgorithm"),
  kmsMasterKeyId: rule.at("applyServerSideEncryptionByDefault", "kmsMasterKeyId"),
});

/** Whether it encrypts with a KMS key. @throws Undecided */
export const isByKms = ({ text = "" }: Input): boolean => /^aws:kms(:dsse)?$/.test(text);

/** Whether a bucket's objects are encrypted with a KMS key. @throws Undecided */
export const usesKms = (bucket: Bucket): boolean =>
  bucket
    .aspects("bucketServerSideEncryptionConfiguration")
    .some(({ inputs }) => inputs.at("rules").items.some((rule) => isByKms(appliedBy(rule).sseAlgorithm)));

/** Whether a key is unknown only because the stack creates it: then its dependency is known. */
export const isKeyOfStack = (key: Input, of: Subject, property: string): boolean =>
  key.isUnknown && of.madeFrom(property).some(({ type }) => KEY_TYPES.includes(type));
