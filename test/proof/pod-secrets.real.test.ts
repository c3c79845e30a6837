import { beforeAll, expect, it } from "vitest";
import { describeReal } from "../support/describe-real";
import { expectSuccess } from "../support/job-result";
import type { Proof } from "../support/proof";
import { victim } from "../support/proof-day";
import { PROOF_NEEDS, sharedProof } from "../support/shared-proof";
import { inPlace } from "../support/proof-pod";

const SECRET = "/var/run/secrets/lifeboat/database/password";

describeReal("the password in a job's pod", PROOF_NEEDS, () => {
  let proof: Proof;
  beforeAll(async () => {
    proof = await sharedProof();
  });
  const script = async (text: string) => {
    const result = await proof.run(victim, "backup", { change: inPlace(text) });
    expectSuccess(result);
    return { lines: result.stdout.trim().split("\n"), stderr: result.stderr };
  };

  it("comes as a file 0440 of root and the pod's group, which the job cannot change", async () => {
    const { lines } = await script(
      `id -u; id -g; stat -Lc '%a %u:%g' ${SECRET}; chmod 0600 ${SECRET} 2>/dev/null || echo refused`,
    );
    expect(lines).toEqual(["10001", "10001", "440 0:10001", "refused"]);
  });

  it("is ignored by libpq in a file of that mode, and taken from one of 0600", async () => {
    const { lines, stderr } = await script(`
      umask 077
      printf '*:*:*:*:%s\\n' "$(<${SECRET})" >/work/passfile
      export PGPASSFILE=/work/passfile
      chmod 0440 /work/passfile
      psql -X -A -t -w -c 'SELECT current_user' || echo refused
      chmod 0600 /work/passfile
      psql -X -A -t -w -c 'SELECT current_user'`);
    expect(stderr).toContain("has group or world access");
    expect(stderr).toContain("no password supplied");
    expect(lines).toEqual(["refused", expect.stringMatching(/_backup$/)]);
  });

  it("is copied by the job into a file 0600 of its own in memory, and into no variable", async () => {
    const { lines } = await script(`
      source /opt/lifeboat/lib.sh
      source /opt/lifeboat/database-lib.sh
      start
      login
      stat -c '%a %u:%g' "$PGPASSFILE"
      stat -f -c %T "$PGPASSFILE"
      env | grep -cF -- "$(<${SECRET})" || true`);
    expect(lines).toEqual(["600 10001:10001", "tmpfs", "0"]);
  });
});
