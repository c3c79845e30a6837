import { describe, expect, it } from "vitest";
import { baseSources } from "../../../sandbox/images/base";

const DEBIAN = "http://mirror.example/debian/";
const SECURITY = "http://mirror.example/security/";

describe("the sources of the images' base", () => {
  it("are this machine's own of Debian, of the images' release, each once", () => {
    const targets = [
      `${DEBIAN} bookworm main`,
      `${DEBIAN} bookworm main`,
      `${DEBIAN} bookworm contrib`,
      `${DEBIAN} bookworm-updates main`,
      `${SECURITY} bookworm-security main`,
      "http://other.example/apt/ bookworm-other main",
      "file:/srv/apt/ bookworm main",
    ].join("\n");
    expect(baseSources(targets, "bookworm")).toEqual([
      `deb ${DEBIAN} trixie main`,
      `deb ${DEBIAN} trixie-updates main`,
      `deb ${SECURITY} trixie-security main`,
    ]);
  });

  it("are refused where there is none", () => {
    expect(() => baseSources("http://mirror.example/ubuntu/ noble main", "bookworm")).toThrow(
      "no http source of Debian for bookworm, bookworm-updates, bookworm-security",
    );
  });
});
