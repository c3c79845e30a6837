import { describe, expect, it } from "vitest";
import { aws } from "../../../sandbox/providers/aws";
import { simulatedBackend } from "../../../sandbox/providers/simulated-backend";
import { type PropertyMap, UNKNOWN, hasSecret, isSecret, secret } from "../../../sandbox/providers/value";
import { operation } from "./operation";

const keyType = "aws:kms/key:Key";

describe("simulatedBackend", () => {
  it("knows nothing of a new resource's outputs at preview", async () => {
    const state = await simulatedBackend.create(operation(aws, keyType, { multiRegion: true }, true));
    expect(state.id).toBe("");
    expect(state.outputs).toMatchObject({ multiRegion: true, arn: UNKNOWN, keyId: UNKNOWN });
  });

  it("gives the same plausible outputs each time", async () => {
    const states = await Promise.all(
      [1, 2].map(() => simulatedBackend.create(operation(aws, keyType, { multiRegion: true }))),
    );
    expect(states[0]).toEqual(states[1]);
    expect(states[0]?.id).toMatch(/^mrk-[0-9a-f]{32}$/);
    expect(states[0]?.outputs["arn"]).toBe(`arn:aws:kms:us-east-1:123456789012:key/${states[0]?.id ?? ""}`);
  });

  it("gives a replacement another id", async () => {
    const [single, multi] = await Promise.all(
      [false, true].map((multiRegion) => simulatedBackend.create(operation(aws, keyType, { multiRegion }))),
    );
    expect(single?.id).toMatch(/^[0-9a-f]{8}-/);
    expect(single?.outputs["keyId"]).not.toBe(multi?.outputs["keyId"]);
  });

  it("keeps the outputs of an existing resource while an update is previewed", async () => {
    const created = await simulatedBackend.create(operation(aws, keyType, {}));
    const update = {
      ...operation(aws, keyType, { description: "new" }, true),
      id: created.id,
      outputs: created.outputs,
    };
    const outputs = await simulatedBackend.update(update);
    expect(outputs).toMatchObject({ description: "new", arn: created.outputs["arn"] });
  });

  it("keeps secret inputs wrapped, and wraps outputs that repeat them", async () => {
    const inputs: PropertyMap = { bucket: "b", tags: { note: secret("hush-hush") } };
    const { outputs } = await simulatedBackend.create(operation(aws, "aws:s3/bucket:Bucket", inputs));
    expect(hasSecret(outputs["tags"])).toBe(true);
    expect(isSecret(outputs["tagsAll"])).toBe(true);
  });

  it("reads back what the state has, and says why it cannot import", async () => {
    const existing = { ...operation(aws, keyType, {}), id: "k", outputs: { arn: "a" } };
    await expect(simulatedBackend.read(existing)).resolves.toEqual({ id: "k", outputs: { arn: "a" } });
    await expect(simulatedBackend.read({ ...existing, outputs: {} })).rejects.toThrow(
      /"k" cannot be imported/,
    );
  });
});
