import * as runtime from "@pulumi/pulumi/runtime";
import { afterEach, describe, expect, it } from "vitest";
import { decideTakeover } from "../../infra/stack-peers";
import { primary, standby } from "./../support/service-fixture";

const OWN = "organization/lifeboat/prod";
const DR = "organization/lifeboat/dr";
const waits = { posture: "passive", overridden: false, served: false, tookOver: false };

/** A backend with these stacks' outputs `standing`; a stack that is not named cannot be read. */
async function backend(stacks: Readonly<Record<string, unknown>>): Promise<string[]> {
  const asked: string[] = [];
  await runtime.setMocks(
    {
      newResource: ({ name }) => ({ id: name, state: {} }),
      call: ({ token, inputs }: { token: string; inputs: Record<string, unknown> }) => {
        const name = String(inputs["name"]);
        asked.push(`${token} ${name}`);
        // As gRPC says it: the SDK takes its words from `details`.
        if (!(name in stacks)) throw Object.assign(new Error(), { details: `unknown stack "${name}"` });
        return { outputs: stacks[name] === undefined ? {} : { standing: stacks[name] } };
      },
    },
    "lifeboat",
    "prod",
    false,
    "organization",
  );
  return asked;
}

const said = (config: Parameters<typeof decideTakeover>[0]): Promise<string> =>
  decideTakeover(config, new Set()).then(
    () => "",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

describe("a stack and its peer", () => {
  afterEach(async () => {
    await runtime.disconnect();
  });

  it("go by the last outputs of both", async () => {
    const asked = await backend({ [OWN]: undefined, [DR]: { library: waits } });
    expect(Object.keys(await decideTakeover(primary, new Set()))).toEqual(["library"]);
    expect(asked.sort()).toEqual([DR, OWN].map((name) => `pulumi:pulumi:readStackOutputs ${name}`));
  });

  it("refuses to serve beside one that serves", async () => {
    await backend({ [OWN]: undefined, [DR]: { library: { ...waits, posture: "active", served: true } } });
    expect(await said(primary)).toMatch(/^\d+ problems? in the declaration; nothing was deployed/);
  });

  it("names the login, the key of the secrets, and how a missing peer is made", async () => {
    await backend({ [OWN]: undefined });
    const text = await said(primary);
    expect(text).toMatch(/state of stack organization\/lifeboat\/dr: .*unknown stack/);
    expect(text).toContain("must: be readable, so that two environments never write at once");
    expect(text).toMatch(/pulumi login .*docs\/bootstrap\.md\), or create it: npm run init, which makes dr /);
    expect(text).not.toContain("primaryLost");
  });

  it("offers primaryLost to a standby that takes over, and then asks for the lost one's state no more", async () => {
    const active = { ...standby, peerStack: DR, posture: "active" } as const;
    await backend({ [OWN]: { library: waits } });
    expect(await said(active)).toContain(
      "only if the primary is lost: pulumi config set lifeboat:primaryLost true --stack prod",
    );
    const asked = await backend({ [OWN]: { library: waits } });
    expect(await said({ ...active, primaryLost: true })).toBe("");
    expect(asked).toHaveLength(1);
  });

  it("refuses a standing of another form, as of a damaged state", async () => {
    await backend({ [OWN]: undefined, [DR]: "active" });
    expect(await said(primary)).toMatch(
      /output standing of stack organization\/lifeboat\/dr: "active"[^]*look at pulumi stack output --stack organization\/lifeboat\/dr/,
    );
  });
});
