import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import type { Service } from "../../../infra/catalog/types";
import { checkAll } from "../../../infra/config";
import { alertsOfPage } from "../../../infra/runbook/page-alerts";
import { stepsOf } from "../../../infra/runbook/steps";
import { pageEnvironments } from "../../../sandbox/render/runbook-pages";
import { parse, stored } from "../config/parsing";

/** What stands for a figure that the operator chooses. */
const chosen: Readonly<Record<string, string>> = {
  "<cores>": "400",
  "<GiB>": "900",
  "'<6 or 12>'": "6",
  '"${image:?}"': `registry.internal/any@sha256:${"5a".repeat(32)}`,
};
const place = (service: Service) => ({
  service,
  namespace: service.namespace,
  monitoring: "monitoring",
  stack: "prod",
});

/** A value of config: a text, or values by key. */
type Value = string | { readonly [key: string]: Value };

/** A value with one more inside it. */
function put(value: Value | undefined, [key, ...rest]: readonly string[], word: string): Value {
  if (key === undefined) return word;
  const known = typeof value === "object" ? value : {};
  return { ...known, [key]: put(known[key], rest, word) };
}

/** What the commands of an alert's remedy set on prod together, as the config stores it. */
function settingsOf(alert: string, service: Service): Readonly<Record<string, Value>> {
  const set = stepsOf(alert, place(service)).remedy.reduce<Value>((settings, { text }) => {
    const found = /^pulumi config set (--path )?'?lifeboat:(\S+?)'? ('[^']+'|\S+) --stack prod$/.exec(text);
    if (found === null) return settings;
    const [, isPath, path = "", word = ""] = found;
    const steps = [...path.matchAll(/\["([^"]+)"\]|([^.[]+)/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? "",
    );
    return put(settings, isPath === undefined ? [path] : steps, chosen[word] ?? word);
  }, {});
  return typeof set === "string" ? {} : set;
}

describe.each(services.map((service) => [service.id, service] as const))(
  "what the runbook of %s sets",
  (_, service) => {
    const setting = alertsOfPage(service, pageEnvironments(service)).flatMap(({ alert: { name } }) => {
      const set = settingsOf(name, service);
      return Object.keys(set).length === 0 ? [] : [[name, set] as const];
    });

    it.each(setting)("at %s is taken, all of it together", (_alert, set) => {
      const images = { ...stored("images"), ...(typeof set["images"] === "object" ? set["images"] : {}) };
      expect(checkAll(parse({ ...set, images: JSON.stringify(images) }), services)).toEqual([]);
    });

    it.each(setting.filter(([, set]) => "sizes" in set))("at %s gives every pod more", (_alert, set) => {
      const size = parse(set).config?.settings.sizes[service.id] ?? "normal";
      for (const { name, sizes } of service.workloads) {
        expect(sizes[size].cpuRequestMillicores, name).toBeGreaterThan(sizes.normal.cpuRequestMillicores);
        expect(sizes[size].memoryLimitMib, name).toBeGreaterThan(sizes.normal.memoryLimitMib);
      }
    });

    it("keeps an image that was rolled back, of every repository whose workloads were", () => {
      const rolled = service.workloads.filter(({ component }) => ["api", "frontend"].includes(component));
      const { remedy } = stepsOf("HighErrorRate", place(service));
      const texts = remedy.map(({ text }) => text);
      expect(texts.filter((text) => text.includes(" rollout undo "))).toHaveLength(rolled.length);
      expect(Object.keys(settingsOf("HighErrorRate", service)["images"] ?? {})).toEqual([
        ...new Set(rolled.map(({ imageRepository }) => imageRepository)),
      ]);
      // A plain update: --refresh would read the cluster's image and deploy that of config.
      expect(texts.at(-1)).toBe("pulumi up --stack prod");
    });

    it("moves the capacity plan for the database alone, for no pod gets more by it", () => {
      const alerts = (key: string) => setting.filter(([, set]) => key in set).map(([alert]) => alert);
      expect(alerts("capacityHorizon")).toEqual(["DatabaseOutgrowsPlan"]);
      // A figure would lower a stack that is sized for a later month.
      const [command] = stepsOf("DatabaseOutgrowsPlan", place(service)).remedy;
      expect(command?.text).toMatch(/ lifeboat:capacityHorizon '<[^>]+>' /);
      expect(alerts("sizes")).toEqual(
        expect.arrayContaining(["HighMemoryUsage", "CpuAboveTarget", "AutoscalerAtMaximum"]),
      );
    });
  },
);
