import { EncryptionKey } from "../components/storage/encryption-key";
import { shortStackTraces } from "../stack-traces";
import { Actors } from "./actors";
import { DatabaseAccess } from "./database-access";
import { HostedZones } from "./hosted-zones";
import { backendUrl, regionOf, secretsAlias, secretsProvider, STACKS, stateSides } from "./names";
import { readSettings } from "./settings";
import { StateStore } from "./state-store";

const tags = { owner: "platform", dataClass: "confidential", managedBy: "pulumi-bootstrap" };

/** What the stacks need of an account before they are: where their state is, the keys of their secrets, and who works on them. */
function stack() {
  shortStackTraces();
  const settings = readSettings();
  const { accountId, primaryRegion, standbyRegion } = settings;
  new StateStore("state", { place: settings, tags });
  for (const name of STACKS) {
    const region = regionOf(name, settings);
    new EncryptionKey(`secrets-${name}`, {
      accountId,
      region,
      replicaRegion: region === primaryRegion ? standbyRegion : primaryRegion,
      alias: secretsAlias(name),
      description: `Secrets of Pulumi's stack ${name}`,
      tags,
    });
  }
  const zones = new HostedZones("zones", { hostedZones: settings.hostedZones, tags });
  const actors = new Actors("actors", { settings, zoneIds: Object.values(zones.ids), tags });
  new DatabaseAccess("databases", { databaseAccess: settings.databaseAccess, tags });
  const { own, replica } = stateSides(settings);
  const providers = Object.fromEntries(
    STACKS.map((name) => [name, secretsProvider(name, regionOf(name, settings))]),
  );
  return {
    backendUrl: backendUrl(own),
    replicaBackendUrl: backendUrl(replica),
    secretsProviders: providers,
    // Of this stack: it is read in the same case.
    ownSecretsProvider: providers["dr"],
    roles: actors.arns,
    hostedZones: zones.ids,
    nameServers: zones.nameServers,
    // By the options of npm run init, which takes them with --from-bootstrap.
    init: {
      "--secrets-provider": providers["prod"],
      "--dr-secrets-provider": providers["dr"],
      "--account": accountId,
      "--region": primaryRegion,
      "--dr-region": standbyRegion,
      "--suffix": settings.bucketSuffix,
    },
  };
}

export = stack;
