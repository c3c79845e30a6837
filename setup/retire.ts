import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { services } from "../infra/catalog";
import { parseCommandLine } from "../sandbox/engine/command-line";
import { repositoryRoot } from "../sandbox/engine/paths";
import { runCommand } from "../sandbox/engine/run-command";
import { STACKS } from "./answers";
import { emptyBucket } from "./empty-bucket";
import { oneOf } from "./one-of";
import { Pulumi } from "./pulumi";
import { vaultChoices } from "./retirement";
import { retire } from "./retiring";
import { StackFile } from "./stack-file";

const known = services.map(({ id }) => id);
const USAGE = `npm run retire -- <service> --stack ${STACKS.join("|")} --vault ${vaultChoices.join("|")} [--confirm <service>]

Prepares a stack for an update without the service, and says what that update deletes: docs/retiring.md. Without --confirm nothing
is changed. --vault keep: the buckets of backups and their keys stay in the cloud, with their retention. --vault empty: they are
emptied and deleted; what is locked stays until its date. Legal records always stay.`;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** `npm run retire`: a service leaves a stack. */
async function main(args: readonly string[]): Promise<number> {
  const [usage = ""] = USAGE.split("\n");
  const { values, said } = parseCommandLine(args, {
    usage,
    words: known,
    values: {
      "--stack": { needed: true, ...oneOf(STACKS) },
      "--vault": { needed: true, ...oneOf(vaultChoices) },
      "--confirm": {},
    },
    together: ({ said: words }) => (words.size === 1 ? [] : ["<service>: must be one service"]),
  });
  const [service = ""] = said;
  const root = process.env["LIFEBOAT_PROJECT"] ?? repositoryRoot(__dirname);
  const pulumi = new Pulumi(root);
  const made = await pulumi.stacks();
  const [stack, vault] = [
    STACKS.find((each) => each === values.get("--stack")) ?? "dr",
    vaultChoices.find((each) => each === values.get("--vault")) ?? "keep",
  ];
  const file = StackFile.read(join(root, `Pulumi.${stack}.yaml`));
  return retire({ service, stack, vault, confirmed: values.get("--confirm") }, file, known, {
    exported: async (of) => (made.includes(of) ? pulumi.exported(of) : undefined),
    imported: (of, state) => pulumi.imported(of, state),
    emptied: ({ bucket, region }) =>
      emptyBucket(
        new S3Client({ region, forcePathStyle: process.env["AWS_ENDPOINT_URL_S3"] !== undefined }),
        bucket,
      ),
    say,
  });
}

runCommand(main, { name: "retire", usage: USAGE });
