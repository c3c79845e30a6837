import { accounts as wideAccounts } from "./alarms/accounts";
import { recovery } from "./alarms/recovery";
import { ordinary } from "./alarms/ordinary";
import { words } from "./alarms/words";
import type { Corpus } from "./case";
import { accounts } from "./dangers/accounts";
import { backups } from "./dangers/backups";
import { exposure } from "./dangers/exposure";
import { publicBuckets } from "./dangers/public-buckets";
import { stores } from "./dangers/stores";
import { watch } from "./dangers/watch";

/** Dangers by kind: a rule must refuse each. */
export const dangers: Corpus = {
  ...accounts,
  ...exposure,
  ...backups,
  ...watch,
  ...stores,
  ...publicBuckets,
};

/** What looks like a danger and is none, by kind: no rule may refuse it. */
export const alarms: Corpus = { ...words, ...wideAccounts, ...recovery, ...ordinary };
