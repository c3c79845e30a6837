import { describe, expect, it } from "vitest";
import { IngressRoutes } from "../../../../sandbox/drill/traffic/ingress-routes";

/** A path of an Ingress. */
const path = (name: string, port: object, at: string, pathType = "Prefix"): object => ({
  path: at,
  pathType,
  backend: { service: { name, port } },
});
const ingress = (uid: string, host: string, ...paths: readonly object[]): object => ({
  metadata: { namespace: "jackpot", uid },
  spec: { rules: [{ host, http: { paths } }] },
});

describe("routes of Ingresses", () => {
  const routes = new IngressRoutes();
  routes.hear(
    ingress(
      "1",
      "API.example.com",
      path("api", { number: 80 }, "/"),
      path("health", { name: "health" }, "/health", "Exact"),
      path("admin", { name: "http" }, "/admin/"),
    ),
    true,
  );

  it.each([
    ["/", "api", "80"],
    ["/health", "health", "health"],
    ["/health/database", "api", "80"],
    ["/admin", "admin", "http"],
    ["/admin/users", "admin", "http"],
    ["/administrators", "api", "80"],
  ])("send %s to %s", (asked, service, port) => {
    expect(routes.find("api.example.com", asked)).toEqual({ namespace: "jackpot", service, port });
  });
  it("know no host but those of the rules, whatever its case", () => {
    expect(routes.find("other.example.com", "/")).toBeUndefined();
    expect(routes.find("api.EXAMPLE.com", "/")?.service).toBe("api");
  });
  it("change and go with their Ingress", () => {
    routes.hear(ingress("2", "new.example.com", path("one", { number: 1 }, "/")), true);
    routes.hear(ingress("2", "new.example.com", path("two", { number: 2 }, "/")), true);
    expect(routes.find("new.example.com", "/")?.service).toBe("two");
    routes.hear(ingress("2", "new.example.com"), false);
    expect(routes.find("new.example.com", "/")).toBeUndefined();
  });
});
