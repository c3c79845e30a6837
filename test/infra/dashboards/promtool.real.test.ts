import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { places } from "../../../sandbox/render/runbook-pages";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { describeReal } from "../../support/describe-real";
import { promtool } from "../alerts/promtool";
import { panelsOf, shown } from "./shown";

describeReal("promtool", ["promtool"], () => {
  it("finds nothing wrong with what any panel asks in any posture", () => {
    const exprs = new Set(
      places.flatMap((where) =>
        shown(where).flatMap((each) =>
          panelsOf(each).flatMap(({ targets }) => targets.map(({ expr }) => expr)),
        ),
      ),
    );
    const rules = [...exprs].map((expr, index) => ({
      record: `panel:${index}`,
      expr: expr.replaceAll("$__rate_interval", "5m"),
    }));
    expect(rules.length).toBeGreaterThan(150);
    const directory = temporaryDirectory("dashboards");
    try {
      writeFileSync(join(directory.path, "panels.yaml"), stringify({ groups: [{ name: "panels", rules }] }));
      const { status, text } = promtool(directory.path, [
        "check",
        "rules",
        "--lint=all",
        "--lint-fatal",
        "panels.yaml",
      ]);
      expect(status, text).toBe(0);
      expect(text).toContain(`SUCCESS: ${rules.length} rules found`);
    } finally {
      directory.remove();
    }
  });
});
