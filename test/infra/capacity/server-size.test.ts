import { expect, it } from "vitest";
import { archiveJobSize, serverDiskGib, serverSize } from "../../../infra/capacity/server-size";
import { stockAnalysis } from "../../../infra/catalog/stock-analysis";

it("is the capacity plan's, at each horizon, and may use what it is promised", () => {
  expect(serverSize(stockAnalysis, "now")).toEqual({
    cpuRequestMillicores: 2000,
    cpuLimitMillicores: 2000,
    memoryRequestMib: 8192,
    memoryLimitMib: 8192,
  });
  expect(serverSize(stockAnalysis, "months12").memoryLimitMib).toBe(32 * 1024);
});

it("has room on its disk for WAL that waits: a third of the data, and 64 GiB at least", () => {
  expect(serverDiskGib(stockAnalysis, "now")).toBe(164);
  expect(serverDiskGib(stockAnalysis, "months12")).toBe(650);
  const small = {
    capacity: { ...stockAnalysis.capacity, databaseStorageGib: { now: 5, months6: 5, months12: 5 } },
  };
  expect(serverDiskGib(small, "now")).toBe(69);
});

it("keeps a job of physical backups below 256 MiB, unless it runs the server itself", () => {
  expect(archiveJobSize({}).memoryLimitMib).toBe(256);
  expect(archiveJobSize({ restores: true }).memoryLimitMib).toBe(1024);
});
