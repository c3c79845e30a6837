import * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import type { Service } from "../../catalog/types";
import type { Settings } from "../../config";
import { dashboard, sheets } from "../../dashboards/dashboard";
import { objectName } from "../../naming";
import { alertEnvironment } from "../../alerts/environment";
import { ofService } from "../../recovery/posture";

/** Inputs of {@link Dashboards}. */
export interface DashboardsArgs {
  /** Services that are shown, in this order. */
  readonly services: readonly Service[];
  readonly config: Pick<
    Settings,
    "role" | "posture" | "postures" | "capacityHorizon" | "monitoringNamespace" | "runbookUrl"
  >;
}

/** What Grafana's sidecar looks for. */
const SIDECAR = { grafana_dashboard: "1" };

/** The stack's dashboards (STOCK-11), one ConfigMap each, beside the Grafana that reads them. */
export class Dashboards extends pulumi.ComponentResource {
  constructor(name: string, { services, config }: DashboardsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:Dashboards", name, {}, opts);
    const seen = services.map((service) => ({
      service,
      environment: alertEnvironment(service, ofService(service.id, config)),
    }));
    for (const sheet of sheets(seen))
      new ConfigMap(
        `${name}-${sheet.name}`,
        {
          metadata: {
            // Without a digest: the sidecar follows a content that changes.
            name: objectName("lifeboat", "dashboard", sheet.name),
            namespace: config.monitoringNamespace,
            labels: {
              "app.kubernetes.io/part-of": "lifeboat",
              "app.kubernetes.io/managed-by": "pulumi",
              ...SIDECAR,
            },
          },
          data: {
            [`lifeboat-${sheet.name}-${config.role}.json`]: `${JSON.stringify(dashboard(sheet, config))}\n`,
          },
        },
        { parent: this },
      );
    this.registerOutputs({});
  }
}
