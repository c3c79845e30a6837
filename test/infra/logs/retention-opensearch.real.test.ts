import { beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../infra/catalog";
import { describeReal, POD } from "../../support/describe-real";
import { index, RetentionKit } from "./retention-kit";

const ISM = "_plugins/_ism/policies/lifeboat-logs-7d";

describeReal("the retention job as declared, with OpenSearch", [...POD, "log-image"], () => {
  const kit = new RetentionKit();
  beforeEach(() => {
    kit.store.api.kind = "opensearch";
  });
  const days = (): unknown => {
    const [state] = z
      .array(z.looseObject({ transitions: z.array(z.object({ conditions: z.unknown() })) }))
      .parse(kit.store.api.policies.get(ISM)?.policy["states"]);
    return state?.transitions[0]?.conditions;
  };

  it("makes policies and templates, and leaves policies that are as they should be", async () => {
    await kit.ends(0);
    expect(days()).toEqual({ min_index_age: "7d" });
    expect(kit.store.api.policies.size).toBe(2);
    expect([...kit.store.api.documents.keys()]).toEqual(
      services.map(({ id }) => `_index_template/lifeboat-${id}`),
    );
    const before = new Map(kit.store.api.policies);
    await kit.ends(0);
    expect(kit.store.api.policies).toEqual(before);
    expect(kit.store.asked.filter((each) => each === `PUT /${ISM}`)).toHaveLength(1);
  });

  it("takes a policy back that somebody changed, naming the version that it read", async () => {
    await kit.ends(0);
    const held = kit.store.api.policies.get(ISM) ?? expect.fail("no policy");
    kit.store.api.change(ISM, { ...held.policy, states: [] });
    const { events } = await kit.run();
    expect(events[0]).toMatchObject({ event: "documents_put", changed: [ISM] });
    expect(days()).toEqual({ min_index_age: "7d" });
  });

  it("reads again where somebody writes between its reading and its writing", async () => {
    let others = 2;
    kit.store.obstacle = (method, url) => {
      if (method === "PUT" && url === `/${ISM}` && others > 0) {
        others -= 1;
        kit.store.api.change(ISM, { policy_id: "another", states: [] });
      }
      return undefined;
    };
    await kit.ends(0);
    expect(kit.store.asked.filter((each) => each === `PUT /${ISM}`)).toHaveLength(3);
    expect(days()).toEqual({ min_index_age: "7d" });
  });

  it("gives up where somebody always does", async () => {
    kit.store.obstacle = (method, url) => {
      if (method === "PUT" && url === `/${ISM}`) kit.store.api.change(ISM, { policy_id: "another" });
      return undefined;
    };
    expect(await kit.ends(1)).toMatchObject({ event: "policy_contended" });
  });

  it("says for an index that is too old how OpenSearch gives it its policy", async () => {
    kit.store.api.indices = index("kyb-platform", 33);
    expect((await kit.ends(1))["remedy"]).toMatch(/_plugins\/_ism\/change_policy/);
  });
});
