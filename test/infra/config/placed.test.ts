import { expect, it } from "vitest";
import type { Settings } from "../../../infra/config";
import { placed } from "../../../infra/config/placed";
import { archivedLibrary, library } from "../../support/service-fixture";

type Servers = Settings["databaseServers"];
const at = (databaseServers: Servers) => ({ databaseServers, cloudflare: true });

it("leaves a server outside of the cluster until config says otherwise, and changes nothing else", () => {
  expect(placed(archivedLibrary, at({ library: "cluster" }))).toEqual(archivedLibrary);
  expect(placed(archivedLibrary, at({}))).toEqual({
    ...archivedLibrary,
    database: { ...archivedLibrary.database, server: { kind: "external" } },
  });
  expect(placed(library, at({ library: "cluster" }))).toEqual(library);
});

it("has a warm standby, and dumps by the archive's own schedule, where it is replicated", () => {
  expect(placed(archivedLibrary, at({ library: "replicated" }))).toEqual({
    ...archivedLibrary,
    database: {
      ...archivedLibrary.database,
      server: { ...archivedLibrary.database.server, standby: "warm" },
    },
    backup: { ...archivedLibrary.backup, schedule: archivedLibrary.database.server.archive.dumpSchedule },
  });
});

it("has no CDN of ours without Cloudflare", () => {
  const cdn = {
    host: "cdn.library.example",
    scope: "everything",
    files: [],
    expectStatuses: ["HIT"],
    intervalSeconds: 5,
  } as const;
  const cached = { ...library, cdn };
  expect(placed(cached, at({}))).toEqual(cached);
  expect(placed(cached, { databaseServers: {}, cloudflare: false })).toEqual(library);
});
