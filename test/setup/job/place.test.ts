import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { placeOf } from "../../../setup/job/place";

describe("where a stack's jobs are", () => {
  const folder = temporaryDirectory("place");
  afterAll(() => {
    folder.remove();
  });
  const service = services.find(({ id }) => id === "tasks-app") ?? expect.fail("tasks-app");
  const write = (stack: string, config: string): void => {
    writeFileSync(join(folder.path, `Pulumi.${stack}.yaml`), `config:\n${config}`);
  };

  it("is the context of the stack's file, and the namespace of its role", () => {
    write("prod", "  kubernetes:context: us-east\n  lifeboat:role: primary\n");
    write("dr", "  kubernetes:context: us-west\n  lifeboat:role: standby\n");
    expect(placeOf(folder.path, "prod", service, { PROD: "other" })).toEqual({
      context: "us-east",
      namespace: "tasks-app",
    });
    expect(placeOf(folder.path, "dr", service, {})).toEqual({
      context: "us-west",
      namespace: "tasks-app-dr",
    });
  });

  it("is the context of the runbook's variable where the file has none, and never kubectl's current one", () => {
    write("prod", "  lifeboat:role: primary\n");
    expect(placeOf(folder.path, "prod", service, { PROD: "us-east" }).context).toBe("us-east");
    expect(() => placeOf(folder.path, "prod", service, {})).toThrow(
      /kubernetes:context of stack prod: is not set.*pulumi config set kubernetes:context <context> --stack prod.*Nothing was created/,
    );
    expect(() => placeOf(folder.path, "prod", service, {})).toThrow(expect.objectContaining({ exitCode: 6 }));
  });
});
