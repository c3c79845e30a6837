import type { Sandbox } from "../engine/sandbox";
import { declaredResources } from "../render/declared-resource";
import { applyAws, type AwsResource } from "../servers/apply-aws";
import { deployedAws } from "./deployed-aws";

/** A stack and where its AWS resources are made. */
interface MadeAws {
  readonly sandbox: Sandbox;
  readonly stack: string;
  /** Of the stack's cluster. */
  readonly kubeconfig: string;
  /** Region of what names none. */
  readonly region: string;
  /** Endpoint of AWS' APIs. */
  readonly url: string;
}

/** What backups are kept in and reached by. */
const isOfVaults = ({ type }: Pick<AwsResource, "type">): boolean => /^aws:(?:s3|kms|iam)\//.test(type);

/**
 * Makes buckets, keys and roles as a preview declares them, before the stack is deployed: its first deployment backs up
 * before it migrates, and the stand-in for AWS makes nothing by itself.
 * @throws with the engine's or the server's own words.
 */
export async function makeVaults({ sandbox, stack, kubeconfig, region, url }: MadeAws): Promise<void> {
  const preview = ["preview", "--stack", stack, "--json", "--non-interactive"];
  const { code, stdout, stderr } = await sandbox.run(preview, { env: { KUBECONFIG: kubeconfig } });
  if (code !== 0) throw new Error(`preview of ${stack} failed:\n${stderr}\n${stdout.slice(-2000)}`);
  await applyAws(url, declaredResources(stdout).filter(isOfVaults), region);
}

/**
 * Makes zones and what else of AWS a deployed stack's state has: records, health checks, alarms.
 * @throws with the server's own words.
 */
export async function makeRest(aws: MadeAws, zones: readonly AwsResource[]): Promise<void> {
  const deployed = await deployedAws(aws.sandbox, aws.stack);
  const rest = deployed.filter((resource) => !isOfVaults(resource));
  await applyAws(aws.url, [...zones, ...rest], aws.region);
}
