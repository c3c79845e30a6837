import {
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  MappingType,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Dashboard,
  type GridPos,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as SeriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { runbookLink } from "../alerts/rule-groups";
import type { Panel, Row, Sheet, Thresholds, Seen } from "./types";
import type { Role } from "../catalog/types";
import { application } from "./application";
import { infrastructure } from "./infrastructure";
import { overview } from "./overview";
import { recovery } from "./recovery";

/** Columns of Grafana's grid. */
const COLUMNS = 24;
const HEIGHT: Readonly<Record<Panel["kind"], number>> = { stat: 4, series: 7 };
const TAG = "lifeboat";
const SOURCE = { type: "prometheus", uid: "${datasource}" };

/** Never changes: people's links and stars contain it. Both environments may share a Grafana. */
export const dashboardUid = (name: string, role: Role): string => `${TAG}-${name}-${role}`;

/** Name of a query within its panel: A to Z. */
const refId = (index: number): string => String.fromCharCode("A".charCodeAt(0) + index);

function thresholds({ base, steps }: Thresholds): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([{ value: null, color: base }, ...steps.map(({ from, color }) => ({ value: from, color }))]);
}

function panel(spec: Panel, id: number, at: GridPos, runbooks: string): StatBuilder | SeriesBuilder {
  // A number without a limit is neither good nor bad.
  const plain: Thresholds = { base: "green", steps: [] };
  const built = spec.kind === "stat" ? new StatBuilder() : new SeriesBuilder();
  built
    .id(id)
    .title(spec.title)
    .description(spec.description)
    .datasource(SOURCE)
    .unit(spec.unit)
    .gridPos(at)
    .noValue("no data")
    .thresholds(thresholds(spec.thresholds ?? plain));
  for (const [index, { expr, legend }] of spec.queries.entries()) {
    const query = new DataqueryBuilder()
      .refId(refId(index))
      .datasource(SOURCE)
      .expr(expr)
      .legendFormat(legend);
    built.withTarget(spec.kind === "stat" ? query.instant() : query.range());
  }
  if (spec.words !== undefined)
    built.mappings([
      {
        type: MappingType.ValueToText,
        options: Object.fromEntries(Object.entries(spec.words).map(([value, text]) => [value, { text }])),
      },
    ]);
  if (spec.runbook !== undefined) {
    const { service, alert } = spec.runbook;
    built.links([
      new DashboardLinkBuilder("Runbook").url(runbookLink(runbooks, service, alert)).targetBlank(true),
    ]);
  }
  return built;
}

/** Positions of a row's panels; all have the height of the tallest kind in the row. */
function places({ panels, perLine }: Row, top: number): readonly GridPos[] {
  const w = COLUMNS / perLine;
  const h = Math.max(...panels.map(({ kind }) => HEIGHT[kind]));
  return panels.map((_, index) => ({
    x: (index % perLine) * w,
    y: top + Math.floor(index / perLine) * h,
    w,
    h,
  }));
}

/** Where a dashboard is shown: its environment, and config's `runbookUrl`. */
interface Shown {
  readonly role: Role;
  readonly runbookUrl: string;
}

/** The dashboard in Grafana's form, by the types of its own SDK. */
export function dashboard({ name, title, description, rows }: Sheet, { role, runbookUrl }: Shown): Dashboard {
  const builder = new DashboardBuilder(`Lifeboat ${role}: ${title}`)
    .uid(dashboardUid(name, role))
    .description(description)
    .tags([TAG, role])
    .readonly()
    .timezone("utc")
    .refresh("1m")
    .time({ from: "now-6h", to: "now" })
    .withVariable(new DatasourceVariableBuilder("datasource").label("Prometheus").type("prometheus"))
    .link(
      new DashboardLinkBuilder("Lifeboat")
        .type(DashboardLinkType.Dashboards)
        .tags([TAG, role])
        .asDropdown(true)
        .keepTime(true),
    );
  let top = 0;
  let id = 0;
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title).id((id += 1)).gridPos({ x: 0, y: top, w: COLUMNS, h: 1 }));
    const at = places(row, top + 1);
    for (const [index, spec] of row.panels.entries()) {
      const place = at[index];
      if (place !== undefined) builder.withPanel(panel(spec, (id += 1), place, runbookUrl));
    }
    top = Math.max(top + 1, ...at.map(({ y, h }) => y + h));
  }
  return builder.build();
}

/** Every dashboard of an environment; the first is the starting point. */
export const sheets = (seen: readonly Seen[]): readonly Sheet[] =>
  [overview, application, infrastructure, recovery].map((sheet) => sheet(seen));
