import { describe, expect, it } from "vitest";
import { failoverEndpoints } from "../../../infra/failover/endpoints";
import { catalogue, images, libraryWith, readers } from "./fixture";

const library = libraryWith([images, catalogue, readers]);

describe("failoverEndpoints", () => {
  it("are the domains that fail over, as the primary sees them", () => {
    expect(failoverEndpoints(library, "primary")).toEqual([
      {
        host: "catalogue.library.example",
        ownHost: "one.library.example",
        peerHost: "two.library.example",
        port: 443,
        healthPath: "/health",
        healthContains: undefined,
      },
      {
        host: "readers.library.example",
        ownHost: "one-readers.library.example",
        peerHost: "two-readers.library.example",
        port: 8443,
        healthPath: "/ready",
        healthContains: '"open"',
      },
    ]);
  });

  it("turn own and peer round on the standby", () => {
    expect(failoverEndpoints(library, "standby").map(({ ownHost, peerHost }) => [ownHost, peerHost])).toEqual(
      [
        ["two.library.example", "one.library.example"],
        ["two-readers.library.example", "one-readers.library.example"],
      ],
    );
  });

  it("are none where others run every domain", () => {
    expect(failoverEndpoints(libraryWith([images]), "primary")).toEqual([]);
  });

  it("are refused without a host name for each environment", () => {
    const { host, serves, port, healthPath } = catalogue;
    const bare = { host, serves, port, healthPath, failover: true };
    expect(() => failoverEndpoints(libraryWith([bare]), "primary")).toThrow(
      /domain catalogue\.library\.example: primaryHost[^]*domain catalogue\.library\.example: standbyHost/,
    );
  });
});
