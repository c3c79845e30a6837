import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { exporterQueries, queriesFile, queryMetrics } from "../../../infra/scraping/queries";

describe("queriesFile", () => {
  it("holds each query with its columns as the exporter wants them: a list of one-key maps", () => {
    const file = z.record(z.string(), z.unknown()).parse(parse(queriesFile()));
    expect(file).toMatchObject({
      pg_replica: {
        metrics: [
          { lag_seconds: { usage: "GAUGE", description: "Lag of the slowest replica in seconds" } },
          { connected: { usage: "GAUGE" } },
        ],
      },
      pg_stat_statements: { runonserver: ">=13.0.0" },
    });
    expect(Object.keys(file)).toEqual(exporterQueries.map(({ namespace }) => namespace));
  });

  it("is asked by one statement each, and tells no statement's text", () => {
    for (const { query, namespace } of exporterQueries) {
      expect(query, namespace).toMatch(/^SELECT /);
      expect(query, namespace).not.toMatch(/;|\n/);
      expect(query, namespace).not.toMatch(/\bquery\b|\*\s+FROM/);
    }
  });
});

describe("queryMetrics", () => {
  it("are the columns that are no labels, each below its namespace", () => {
    expect(queryMetrics).toEqual([
      "pg_stat_activity_count",
      "pg_stat_activity_max_tx_duration",
      "pg_stat_statements_calls_total",
      "pg_stat_statements_seconds_total",
      "pg_replica_lag_seconds",
      "pg_replica_connected",
    ]);
  });
});
