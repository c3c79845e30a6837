import type { Rule } from "../../support/rule";
import { bucketAbortsUnfinishedUploads } from "./bucket-aborts-unfinished-uploads";
import { bucketBlocksPublicAccess } from "./bucket-blocks-public-access";
import { bucketExpiresObjects } from "./bucket-expires-objects";
import { bucketExpiresOldVersions } from "./bucket-expires-old-versions";
import { bucketHasCustomerKey } from "./bucket-has-customer-key";
import { bucketHasNoAcl } from "./bucket-has-no-acl";
import { bucketHasObjectLock } from "./bucket-has-object-lock";
import { bucketHasOneOfEachSetting } from "./bucket-has-one-of-each-setting";
import { bucketIsVersioned } from "./bucket-is-versioned";
import { bucketLogsAccess } from "./bucket-logs-access";
import { bucketRefusesPlainHttp } from "./bucket-refuses-plain-http";
import { bucketTrustsNoForeigner } from "./bucket-trusts-no-foreigner";
import { lifecycleMatchesItsTier } from "./lifecycle-matches-its-tier";
import { objectLockEndsBeforeExpiry } from "./object-lock-ends-before-expiry";

/** In the order of the README. */
export const bucketRules: readonly Rule[] = [
  bucketHasOneOfEachSetting,
  bucketHasCustomerKey,
  bucketBlocksPublicAccess,
  bucketRefusesPlainHttp,
  bucketTrustsNoForeigner,
  bucketHasNoAcl,
  bucketIsVersioned,
  bucketHasObjectLock,
  objectLockEndsBeforeExpiry,
  bucketExpiresObjects,
  bucketExpiresOldVersions,
  bucketAbortsUnfinishedUploads,
  bucketLogsAccess,
  lifecycleMatchesItsTier,
];
