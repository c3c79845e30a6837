import { expect, it } from "vitest";
import { maskedAll } from "../../../sandbox/drill/deployed-aws";
import { secret } from "../../../sandbox/providers/value";

it("shows nothing of what a state holds encrypted, however deep it lies", () => {
  const sealed = { ...secret("x"), ciphertext: "v1:abc" };
  expect(
    maskedAll({ endpoint: sealed, tags: { owner: "platform", key: sealed }, list: [1, sealed] }),
  ).toEqual({
    endpoint: "[secret]",
    tags: { owner: "platform", key: "[secret]" },
    list: [1, "[secret]"],
  });
});
