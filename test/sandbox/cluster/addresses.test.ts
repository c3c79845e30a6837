import { describe, expect, it } from "vitest";
import { addressesOf, MOST_CLUSTERS } from "../../../sandbox/cluster/addresses";

const all = Array.from({ length: MOST_CLUSTERS }, (_, rank) => addressesOf(207, rank + 1));

describe("addresses of a checkout's clusters", () => {
  it("overlap nowhere", () => {
    const ranges = all.flatMap(({ node, pods, services }) => [node, pods, services]);
    expect(new Set(ranges).size).toBe(3 * MOST_CLUSTERS);
    const thirds = all.flatMap(({ pods, services }) => [pods, services]).map((range) => range.split(".")[2]);
    expect(thirds).not.toContain("0");
    expect(new Set(thirds).size).toBe(2 * MOST_CLUSTERS);
  });

  it("are valid parts of the checkout's range, and those of services lie in theirs", () => {
    for (const { machine, node, pods, services, api, dns } of all) {
      for (const address of [machine, node, pods, services, api, dns]) {
        const parts = address.replace("/24", "").split(".").map(Number);
        expect(parts.slice(0, 2)).toEqual([10, 207]);
        expect(parts.every((part) => part >= 0 && part < 255)).toBe(true);
      }
      const within = services.replace(/0\/24$/, "");
      expect(api).toBe(`${within}1`);
      expect(dns).toBe(`${within}10`);
    }
  });
});
