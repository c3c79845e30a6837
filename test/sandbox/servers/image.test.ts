import { describe, expect, it } from "vitest";
import { jobImage, parseImage } from "../../../sandbox/servers/image";

describe("an image read from its Dockerfile", () => {
  it("has the environment, directory, user and accounts that it declares", () => {
    const text = `FROM x
RUN groupadd --gid 7 crew \\
 && useradd --uid 8 --gid 7 --no-create-home --home-dir /h --shell /bin/no sailor
ENV A=1 B=two
WORKDIR /w
USER 8:7`;
    expect(parseImage(text)).toEqual({
      env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", A: "1", B: "two" },
      workingDir: "/w",
      uid: 8,
      gid: 7,
      group: ["crew:x:7:"],
      passwd: ["sailor:x:8:7::/h:/bin/no"],
    });
  });

  it("refuses what it would read wrongly", () => {
    expect(() => parseImage('ENV A="two words"')).toThrow('ENV A="two');
    expect(() => parseImage("USER sailor")).toThrow("USER sailor");
  });

  it("is the job image with its one account", () => {
    expect(jobImage()).toMatchObject({ uid: 10001, gid: 10001 });
    expect(jobImage().passwd).toHaveLength(1);
    expect(jobImage().group).toHaveLength(1);
  });
});
