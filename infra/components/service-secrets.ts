import type * as pulumi from "@pulumi/pulumi";

/** Passwords and keys of one service. */
export interface ServiceSecrets {
  readonly adminPassword: pulumi.Input<string>;
  readonly backupPassword: pulumi.Input<string>;
  readonly restorePassword: pulumi.Input<string>;
  readonly migratePassword: pulumi.Input<string>;
  /** Of the exporter's login; undefined where none runs. */
  readonly monitorPassword: pulumi.Input<string> | undefined;
  readonly appPassword: pulumi.Input<string>;
  /** The application's own secrets, variable to value. */
  readonly external: Readonly<Record<string, pulumi.Input<string>>>;
  /** Token that may purge the CDN; undefined where the service has none. */
  readonly purgeToken: pulumi.Input<string> | undefined;
  readonly ageIdentity: pulumi.Input<string>;
}
