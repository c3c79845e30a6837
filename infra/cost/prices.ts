/** A price in US dollars. */
export interface Price {
  /** Dollars for one unit. */
  readonly usd: number;
  /** What one unit is. */
  readonly unit: string;
  /** Page that has it. */
  readonly source: string;
}

const S3 = "aws.amazon.com/s3/pricing";
// By AWS, who verified it in January 2026.
const TRANSFER = "repost.aws/articles/ARjzluyMS8RbeOOK4MGXRG6Q";
const KMS = "aws.amazon.com/kms/pricing";
const ROUTE53 = "aws.amazon.com/route53/pricing";
const CLOUDWATCH = "aws.amazon.com/cloudwatch/pricing";

/** Where and when the prices hold. */
export const priceList = {
  /** The regions of the committed stacks, which cost the same; in others the same work may cost a third more. */
  regions: ["us-east-1", "us-west-2"],
  /**
   * Date on which they were looked up, in what others quote of AWS's pages and of its price lists of September 2026. Those of
   * transitions and of replication metrics, cents of a bill, were found in no quotation.
   */
  readOn: "2026-12-01",
} as const;

/** On-demand prices without free tiers and volume discounts, which an account has once and not for each service. */
export const prices = {
  STANDARD: { usd: 0.023, unit: "GB and month", source: S3 },
  STANDARD_IA: { usd: 0.0125, unit: "GB and month", source: S3 },
  GLACIER_IR: { usd: 0.004, unit: "GB and month", source: S3 },
  write: { usd: 0.005 / 1000, unit: "PUT, COPY, POST or LIST of STANDARD", source: S3 },
  transitionToStandardIa: { usd: 0.01 / 1000, unit: "object", source: S3 },
  transitionToGlacierIr: { usd: 0.02 / 1000, unit: "object", source: S3 },
  abroad: { usd: 0.02, unit: "GB to the other region", source: TRANSFER },
  replicationTimeControl: { usd: 0.015, unit: "GB", source: S3 },
  replicationMetric: { usd: 0.3, unit: "metric and month, as a custom one", source: CLOUDWATCH },
  key: { usd: 1, unit: "key and month, and as much again from its first rotation on", source: KMS },
  keyRequest: { usd: 0.03 / 10_000, unit: "request", source: KMS },
  hostedZone: { usd: 0.5, unit: "zone and month", source: ROUTE53 },
  healthCheck: { usd: 0.5, unit: "check of an AWS endpoint and month", source: ROUTE53 },
  healthCheckOption: { usd: 1, unit: "option (HTTPS, text, interval of 10 s) and month", source: ROUTE53 },
  alarmMetric: { usd: 0.1, unit: "metric of an alarm and month", source: CLOUDWATCH },
} as const satisfies Readonly<Record<string, Price>>;
