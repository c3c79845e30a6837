import type { Statement } from "./iam-document";
import { accountOf } from "./own-account";

/**
 * Accounts of AWS from which load balancers write their logs, in regions that had them before August 2022.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
const ACCOUNTS: readonly string[] = [
  "127311923021",
  "033677994240",
  "027434742980",
  "797873946194",
  "098369216593",
  "754344448648",
  "589379963580",
  "718504428378",
  "383597477331",
  "600734575887",
  "114774131450",
  "783225319266",
  "582318560864",
  "985666609251",
  "054676820928",
  "156460612806",
  "652711504416",
  "635631232127",
  "009996457667",
  "897822967062",
  "076674570225",
  "507241528517",
  "048591011584",
  "190560391635",
  "638102146993",
  "037604701340",
];

/** Whether a principal is a load balancer that may only write logs. @throws Undecided */
export const writesItsLogs = (one: Statement, value: string): boolean =>
  ACCOUNTS.includes(accountOf(value) ?? "") && one.actions.every((action) => /^s3:PutObject$/i.test(action));
