import { expect, it } from "vitest";
import { archiveJobs } from "../../../infra/catalog/archive-jobs";
import { places } from "../../../infra/postgresql/places";
import { serverScripts } from "../../../infra/postgresql/scripts";
import { serverConf } from "../../../infra/postgresql/server-conf";

const scripts = serverScripts();

it("has each script that a job runs, and each that the server's configuration names", () => {
  for (const { script } of archiveJobs) expect(scripts).toHaveProperty([`${script}.sh`]);
  const conf = serverConf({
    ...{ maxConnections: 10, memoryMib: 512, storageGib: 10, archiveTimeoutSeconds: 60 },
    settings: { idleSessionMinutes: 60, slowStatementMilliseconds: 1000 },
  });
  const named = [...conf.matchAll(new RegExp(`${places.scripts}/([\\w-]+\\.sh)`, "g"))].map(
    ([, file]) => file,
  );
  expect(named).toEqual(["pgbackrest-push.sh", "pgbackrest-get.sh"]);
  for (const file of named) expect(scripts).toHaveProperty([file ?? ""]);
});

it("names only places that its pods have", () => {
  const roots = Object.values(places);
  for (const [file, text] of Object.entries(scripts))
    for (const [path] of text.matchAll(/\/(?:opt|etc|var|run)\/[\w/.-]+/g))
      expect(
        roots.some((root) => path.startsWith(root) || root.startsWith(path.replace(/\/$/, ""))),
        `${file}: ${path}`,
      ).toBe(true);
});
