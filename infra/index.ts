import { services } from "./catalog";
import { AccessLogBucket } from "./components/access-log-bucket";
import { scriptFiles } from "./components/script-files";
import { ServiceEnvironment } from "./components/service-environment";
import { readConfig } from "./config";
import { accessLogBucket, bucketArn } from "./naming";

const { secrets, ...config } = readConfig(services);
const scripts = scriptFiles();

const regions = [config.region, ...(config.replicaRegion === undefined ? [] : [config.replicaRegion])];
const logs = new Map(
  regions.map((region, index) => {
    const bucket = accessLogBucket(region, config.role, config.bucketSuffix);
    const tags = { owner: "platform", dataClass: "internal", managedBy: "pulumi" };
    const component = new AccessLogBucket(index === 0 ? "access-logs" : "access-logs-replica", {
      bucket,
      bucketArn: bucketArn(bucket),
      region,
      accountId: config.accountId,
      tags,
    });
    return [region, component.bucket];
  }),
);

function logBucket(region: string) {
  const bucket = logs.get(region);
  if (bucket === undefined)
    throw new Error(`no access log bucket in ${region}: vaults live in ${regions.join(", ")}`);
  return bucket;
}

const environments = services.map((service) => {
  const passwords = secrets.databases[service.id];
  if (passwords === undefined)
    throw new Error(`databaseSecrets.${service.id}: missing; the config check lets none pass`);
  const environment = new ServiceEnvironment({
    service,
    config,
    secrets: {
      adminPassword: passwords.admin,
      backupPassword: passwords.backup,
      restorePassword: passwords.restore,
      ageIdentity: secrets.ageIdentity,
    },
    scripts,
    logBucket,
  });
  return [service.id, environment.outputs] as const;
});

export const role = config.role;
export const posture = config.posture;
export const region = config.region;
export const serviceEnvironments = Object.fromEntries(environments);
