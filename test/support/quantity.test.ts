import { expect, it } from "vitest";
import { bytesOf } from "./quantity";

it.each([
  ["64Mi", 67_108_864],
  ["1.5G", 1_500_000_000],
  ["1024", 1024],
  [512, 512],
  ["2k", 2000],
])("%s are %d bytes", (quantity, bytes) => {
  expect(bytesOf(quantity)).toBe(bytes);
});

it.each(["", "64MB", "-1", "1e3", "Mi"])("refuses %j", (quantity) => {
  expect(() => bytesOf(quantity)).toThrow("expected a number of bytes");
});
