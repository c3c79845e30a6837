import { describe, expect, it } from "vitest";
import { tasksApp } from "../../../infra/catalog/tasks-app";
import { probeTargets } from "../../../infra/scraping/targets";

const urls = { ownUrls: ["https://own.example/health"], peerUrls: ["https://peer.example/health"] };

describe("probeTargets", () => {
  it("of a side that serves are its own, the public names, and what others run", () => {
    const { own, others, peer } = probeTargets(tasksApp, { serving: true, waiting: false, ...urls });
    expect(own[0]).toBe("https://own.example/health");
    expect([...own, ...others]).toHaveLength(1 + tasksApp.domains.length);
    expect(others.length).toBeGreaterThan(0);
    expect(peer).toEqual([]);
  });

  it("of a side that waits are its own and the other side's", () => {
    expect(probeTargets(tasksApp, { serving: false, waiting: true, ...urls })).toEqual({
      own: urls.ownUrls,
      others: [],
      peer: urls.peerUrls,
    });
  });

  it("of a side that is fenced are its own alone", () => {
    expect(probeTargets(tasksApp, { serving: false, waiting: false, ...urls })).toEqual({
      own: urls.ownUrls,
      others: [],
      peer: [],
    });
  });

  it("name a port that is not 443", () => {
    const service = { domains: tasksApp.domains.slice(0, 1).map((each) => ({ ...each, port: 8443 })) };
    const { own, others } = probeTargets(service, {
      serving: true,
      waiting: false,
      ownUrls: [],
      peerUrls: [],
    });
    expect([...own, ...others].join()).toContain(":8443/");
  });
});
