import type { Bucket } from "./bucket";
import type { Input } from "../input/input";
import type { Subject } from "../input/subject";

const KEY_TYPES = ["aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"];

/** How a rule of a bucket's encryption encrypts, and by which key. */
export const appliedBy = (rule: Input) => ({
  sseAlgorithm: rule.at("applyServerSideEncryptionByDefault", "sseAlgorithm"),
  kmsMasterKeyId: rule.at("applyServerSideEncryptionByDefault", "kmsMasterKeyId"),
});

/** True for encryption by a key of KMS. @throws Undecided */
export const isByKms = ({ text = "" }: Input): boolean => /^aws:kms(:dsse)?$/.test(text);

/** True where a bucket's objects are encrypted by a key of KMS. @throws Undecided */
export const usesKms = (bucket: Bucket): boolean =>
  bucket
    .aspects("bucketServerSideEncryptionConfiguration")
    .some(({ inputs }) => inputs.at("rules").items.some((rule) => isByKms(appliedBy(rule).sseAlgorithm)));

/** True for a key that is not known only because the stack makes it: that of what it was made from is known. */
export const isKeyOfStack = (key: Input, of: Subject, property: string): boolean =>
  key.isUnknown && of.madeFrom(property).some(({ type }) => KEY_TYPES.includes(type));
