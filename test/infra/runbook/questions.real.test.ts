import { afterAll, beforeAll, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { stepsOf, steps } from "../../../infra/runbook/steps";
import { startPostgres, type Postgres } from "../../../sandbox/servers/postgres";
import { describeReal } from "../../support/describe-real";

describeReal("the runbook's questions to the database", ["postgresql"], () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  const asked = new Set(
    services.flatMap((service) =>
      Object.keys(steps).flatMap((alert) => {
        const { look, remedy } = stepsOf(alert, {
          service,
          namespace: service.namespace,
          monitoring: "monitoring",
          stack: "prod",
        });
        return [...look, ...remedy].flatMap(({ sql }) => (sql === undefined ? [] : [sql]));
      }),
    ),
  );

  it.each([...asked])("%s", async (sql) => {
    // In the shell they are between double quotes.
    expect(sql).not.toMatch(/["$`\\]/);
    await expect(postgres.sql("postgres", sql)).resolves.toBeDefined();
  });
});
