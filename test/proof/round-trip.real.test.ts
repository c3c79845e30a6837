import { beforeAll, expect, it } from "vitest";
import { services } from "../../infra/catalog";
import { contentOf } from "../support/content-digest";
import { describeReal } from "../support/describe-real";
import { expectNoSecrets, expectSuccess } from "../support/job-result";
import type { Proof } from "../support/proof";
import { databaseNames } from "../support/proof-day";
import { PROOF_NEEDS, sharedProof } from "../support/shared-proof";

describeReal("backup and restore as rendered", PROOF_NEEDS, () => {
  let proof: Proof;

  beforeAll(async () => {
    proof = await sharedProof();
  });

  it.each(services.map((service) => [service.id, service] as const))(
    "%s: what is restored equals what was backed up, and the damaged database stays beside it",
    async (_id, service) => {
      const { postgres } = proof;
      const serving = service.database.name;
      const [table] = service.database.keyTables;
      const original = await contentOf(postgres, serving);
      expect(Object.keys(original).filter((name) => name.startsWith("table ")).length).toBeGreaterThan(0);
      const backup = await proof.run(service, "backup");
      expectSuccess(backup);
      expect(await contentOf(postgres, serving)).toEqual(original);
      await postgres.sql(serving, `TRUNCATE ${String(table)} CASCADE`);
      const damaged = await contentOf(postgres, serving);
      expect(damaged).not.toEqual(original);
      const restore = await proof.run(service, "restore", { env: { RESTORE_SWITCH: "true" } });
      expectSuccess(restore);
      expect(await contentOf(postgres, serving)).toEqual(original);
      const [old] = (await databaseNames(proof)).filter((name) => name.startsWith(`${serving}_before_`));
      expect(old).toBeDefined();
      expect(await contentOf(postgres, String(old))).toEqual(damaged);
      expectNoSecrets([backup, restore], proof.secretValues);
    },
  );

  it("compares every kind of object that the services have, in one database or another", async () => {
    const contents = await Promise.all(
      services.map(({ database }) => contentOf(proof.postgres, database.name)),
    );
    const names = contents.flatMap((content) => Object.keys(content));
    const kinds = ["table", "sequence", "view", "materialised view", "index", "constraint", "function"];
    kinds.push("trigger", "policy", "row security", "type", "default", "column", "extension", "large object");
    expect(kinds.filter((kind) => !names.some((name) => name.startsWith(`${kind} `)))).toEqual([]);
  });

  it.each(services.map((service) => [service.id, service] as const))(
    "%s: verification and drill restore the newest backup, within the objectives, and leave nothing behind",
    async (_id, service) => {
      const before = await databaseNames(proof);
      const verify = await proof.run(service, "verify");
      expectSuccess(verify);
      const drill = await proof.run(service, "drill");
      expectSuccess(drill);
      expect(await databaseNames(proof)).toEqual(before);
      expectNoSecrets([verify, drill], proof.secretValues);
    },
  );
});
