import { describe, expect, it } from "vitest";
import { declaredImage, IMAGE_NAMES, parseImage } from "../../../sandbox/images/dockerfile";

describe("an image read from its Dockerfile", () => {
  it("has the environment, directory, and user that it declares", () => {
    const text = `FROM x
ENV A=1 B=two
WORKDIR /w
USER 8:7`;
    expect(parseImage(text)).toEqual({
      env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", A: "1", B: "two" },
      workingDir: "/w",
      uid: 8,
      gid: 7,
    });
  });

  it("refuses what it would read wrongly", () => {
    expect(() => parseImage('ENV A="two words"')).toThrow('ENV A="two');
    expect(() => parseImage("USER sailor")).toThrow("USER sailor");
  });

  it.each(IMAGE_NAMES)("is no root in image %s", (name) => {
    const { uid, gid } = declaredImage(name);
    expect(Math.min(uid, gid)).toBeGreaterThan(1000);
  });
});
