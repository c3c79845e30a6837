import { archivedLibrary } from "../../support/service-fixture";
import { edited, rewritten, type Case, type Version } from "./scene";

/** The same flags on both stacks. */
const both = (...flags: readonly string[]): readonly string[] =>
  ["dr", "prod"].flatMap((stack) => flags.map((flag) => `${stack}/${flag}`)).sort();

const DESK = "library-posture-workloads-library-desk";

const outputs = (rpo: number, dr: string) => ({
  recovery: { library: { engine: "dump", worstRpoMinutes: { dump: rpo }, worstRtoMinutes: { dump: 13.7 } } },
  standing: { library: { posture: dr } },
});

/** The service with a server of its own that archives. */
const archiving = (change: object): Version => {
  const { server } = archivedLibrary.database;
  const database = {
    ...archivedLibrary.database,
    server: { ...server, archive: { ...server.archive, ...change } },
  };
  return { service: { ...archivedLibrary, database }, config: { databaseServers: { library: "cluster" } } };
};

/** Changes that hurt, each with all that the review must say of it. */
export const traps: readonly Case[] = [
  {
    title: "posture active on both environments",
    before: { outputs: outputs(49.8, "passive") },
    after: { outputs: outputs(49.8, "active") },
    flags: ["prod+dr/two-writers/library"],
  },
  {
    title: "a worse recovery point",
    before: { outputs: outputs(49.8, "passive") },
    after: { outputs: outputs(124, "passive") },
    flags: both("objective-worse/library"),
  },
  {
    title: "a Secret's value as a variable",
    after: {
      edit: edited(
        ":Deployment",
        "library-desk-deployment",
        rewritten(/"SIGNING_TOKEN_FILE","value":"[^"]*"/, '"SIGNING_TOKEN","value":"hunter2"'),
      ),
    },
    flags: both(`pods-restart/${DESK}-deployment`, `secret-in-plain-text/${DESK}-deployment`),
  },
  {
    title: "a Secret's value in a ConfigMap, encoded",
    after: {
      edit: edited(
        ":ConfigMap",
        "library-desk-config",
        rewritten(/"data":\{/, `"data":{"NOTE":"${Buffer.from("signing-word").toString("base64")}",`),
      ),
    },
    flags: both(`secret-in-plain-text/${DESK}-config`),
  },
  {
    title: "a password that is no secret to the engine any more",
    after: {
      edit: edited("postgresql:index/role:Role", "-login-role", rewritten(/"\[secret\]"/, '"hunter2"')),
    },
    on: ["prod"],
    flags: ["prod/environments-drift/library", "prod/secret-in-plain-text/library-posture-login-role"],
  },
  {
    title: "WAL archived once an hour in place of each minute",
    before: archiving({}),
    after: archiving({ timeoutSeconds: 3600 }),
    flags: both("archive-later/library-server-configuration", "pods-restart/library-server-server"),
  },
  {
    title: "a repository that keeps backups for 3 days in place of 14",
    before: archiving({}),
    after: archiving({ keepDays: 3 }),
    flags: both(
      "pods-restart/library-server-server",
      "retention-shortened/library-server-configuration",
      "retention-shortened/library-server-jobs-configuration",
    ),
  },
  {
    title: "a container that may gain privileges",
    after: {
      edit: edited(
        ":CronJob",
        "-jobs-backup",
        rewritten(/"allowPrivilegeEscalation":false/, '"allowPrivilegeEscalation":true'),
      ),
    },
    flags: both("privilege-widened/library-jobs-backup"),
  },
];
