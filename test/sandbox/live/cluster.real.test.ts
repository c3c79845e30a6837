import { expect, it } from "vitest";
import { z } from "zod";
import { openLiveCluster } from "../../../sandbox/live/cluster";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { describeReal, GENUINE_PROVIDER } from "../../support/describe-real";
import { processesWith } from "../../support/processes";

const object = z.object({ metadata: z.object({ uid: z.string() }) });
const namespace = async (answer: Promise<unknown>) => object.parse(await answer).metadata;

/** Two starts of two servers each, on a busy machine. */
const TIMEOUT_MILLISECONDS = 300_000;

describeReal("a cluster with a folder of its own", GENUINE_PROVIDER, () => {
  it(
    "is there again for the next command, with what it holds, and leaves no process between",
    { timeout: TIMEOUT_MILLISECONDS },
    async () => {
      const folder = temporaryDirectory("cluster");
      try {
        const first = await openLiveCluster({
          folder: folder.path,
          definitions: [],
          namespaces: ["library"],
        });
        const { uid } = await namespace(first.api.client.must("/api/v1/namespaces/library"));
        await first.close();
        expect(processesWith(folder.path)).toEqual([]);
        const second = await openLiveCluster({ folder: folder.path, definitions: [] });
        try {
          expect((await namespace(second.api.client.must("/api/v1/namespaces/library"))).uid).toBe(uid);
        } finally {
          await second.close();
        }
      } finally {
        folder.remove();
      }
    },
  );
});
