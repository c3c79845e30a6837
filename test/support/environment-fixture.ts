import { byLogin } from "../../infra/catalog/logins";
import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../../infra/catalog/types";
import { ServiceEnvironment } from "../../infra/components/environment/service-environment";
import type { Settings } from "../../infra/config";
import type { Takeover } from "../../infra/recovery/takeover";
import { declared, type DeclaredOptions } from "./pulumi-mocks";
import { exporterImage, library } from "./service-fixture";
import { fromConfig, libraryImages } from "./workload-fixture";

/** Images of the library's workloads, and of what watches over its database. */
export const environmentImages = { ...libraryImages, ...exporterImage };

/** Declares a service's environment with secrets that are called `…-word`. */
export const declareEnvironment = (
  config: Settings,
  service: Service = library,
  { takeover, ...options }: DeclaredOptions & { readonly takeover?: Takeover } = {},
) =>
  declared(
    () =>
      new ServiceEnvironment({
        service,
        config,
        secrets: {
          adminPassword: pulumi.secret("admin-word"),
          passwords: byLogin((login) => pulumi.secret(`${login}-word`)),
          external: { SIGNING_TOKEN: pulumi.secret("signing-word") },
          purgeToken: pulumi.secret("purge-word"),
          ageIdentity: pulumi.secret("identity-word"),
          repositories: {
            primary: { value: pulumi.secret("primary-word"), property: "repository-primary" },
            standby: { value: pulumi.secret("standby-word"), property: "repository-standby" },
          },
          source: fromConfig,
        },
        scripts: { "backup.sh": "#!/bin/bash\n" },
        logBucket: (region) => `logs-${region}`,
        alarmTopics: (region) => `arn:aws:sns:${region}:123456789012:alarms`,
        takeover,
        dependsOn: [],
      }),
    options,
  );
