import { z } from "zod";
import { services } from "../../../infra/catalog";
import { alertEnvironment } from "../../../infra/alerts/environment";
import type { Settings } from "../../../infra/config";
import { dashboard, sheets } from "../../../infra/dashboards/dashboard";
import { RUNBOOKS } from "../../support/runbooks";

const place = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const step = z.object({ value: z.number().nullable(), color: z.enum(["green", "orange", "red"]) });
const row = z.object({
  id: z.number(),
  type: z.literal("row"),
  title: z.string(),
  gridPos: place,
});
const panel = z.object({
  id: z.number(),
  type: z.enum(["stat", "timeseries"]),
  title: z.string().min(1),
  description: z.string().min(1),
  datasource: z.object({ type: z.literal("prometheus"), uid: z.literal("${datasource}") }),
  gridPos: place,
  targets: z
    .array(z.object({ expr: z.string(), legendFormat: z.string(), refId: z.string().optional() }))
    .min(1),
  links: z.array(z.object({ title: z.string(), url: z.string() })).default([]),
  fieldConfig: z.object({
    defaults: z.object({
      unit: z.string().min(1),
      thresholds: z.object({ mode: z.literal("absolute"), steps: z.array(step).min(1) }),
    }),
  }),
});

/** A dashboard as far as people see it. */
export const shownDashboard = z.object({
  uid: z.string().regex(/^[a-z0-9-]{8,40}$/),
  title: z.string(),
  templating: z.object({
    list: z.array(z.object({ name: z.string(), type: z.string(), query: z.unknown() })),
  }),
  panels: z.array(z.union([row, panel])),
});
export type ShownDashboard = z.infer<typeof shownDashboard>;
export type ShownPanel = z.infer<typeof panel>;

type Place = Pick<Settings, "role" | "posture">;

/** The dashboards of all services somewhere, as Grafana reads them. */
export function shown(where: Place): readonly ShownDashboard[] {
  const seen = services.map((service) => ({
    service,
    environment: alertEnvironment(service, { ...where, capacityHorizon: "now" }),
  }));
  return sheets(seen).map((sheet) =>
    shownDashboard.parse(
      JSON.parse(JSON.stringify(dashboard(sheet, { role: where.role, runbookUrl: RUNBOOKS }))),
    ),
  );
}

/** Its panels without its rows. */
export const panelsOf = ({ panels }: ShownDashboard): readonly ShownPanel[] =>
  panels.filter((each) => each.type !== "row");
