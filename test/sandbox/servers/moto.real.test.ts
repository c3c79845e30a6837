import { afterAll, beforeAll, expect, it } from "vitest";
import { startMoto, type Moto } from "../../../sandbox/servers/moto";
import { describeReal } from "../../support/describe-real";
import { processesWith } from "../../support/processes";

describeReal("moto", ["moto"], () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(async () => {
    await moto.stop();
    expect(processesWith(`-p ${moto.port}`)).toEqual([]);
  });

  it("keeps what it is given until it is reset", async () => {
    const status = async (method: string) => (await fetch(`${moto.url}/bucket`, { method })).status;
    expect(await status("HEAD")).toBe(404);
    expect(await status("PUT")).toBe(200);
    expect(await status("HEAD")).toBe(200);
    await moto.reset();
    expect(await status("HEAD")).toBe(404);
  });
});
