import { expect, it } from "vitest";
import { placed } from "../../../infra/config/placed";
import { archivedLibrary, library } from "../../support/service-fixture";

it("leaves a server outside of the cluster until config says otherwise, and changes nothing else", () => {
  expect(placed(archivedLibrary, { library: "cluster" })).toBe(archivedLibrary);
  expect(placed(archivedLibrary, {})).toEqual({
    ...archivedLibrary,
    database: { ...archivedLibrary.database, server: { kind: "external" } },
  });
  expect(placed(library, { library: "cluster" })).toBe(library);
});

it("has a warm standby, and dumps by the archive's own schedule, where it is replicated", () => {
  expect(placed(archivedLibrary, { library: "replicated" })).toEqual({
    ...archivedLibrary,
    database: {
      ...archivedLibrary.database,
      server: { ...archivedLibrary.database.server, standby: "warm" },
    },
    backup: { ...archivedLibrary.backup, schedule: archivedLibrary.database.server.archive.dumpSchedule },
  });
});
