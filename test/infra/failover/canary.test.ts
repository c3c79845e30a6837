import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { canaryProblems, trafficSteps } from "../../../infra/failover/canary";
import { catalogue, libraryWith } from "./fixture";

const stepped = libraryWith([catalogue], [1, 5, 10, 25, 50, 100]);
const problems = (percent: number, host = "new.ingress.example", service = stepped) =>
  canaryProblems([service], { library: { host, percent } });

describe("trafficSteps", () => {
  it("are those of the workload that has some", () => {
    expect(trafficSteps(stepped)).toEqual([1, 5, 10, 25, 50, 100]);
    expect(trafficSteps(libraryWith([catalogue]))).toEqual([]);
  });

  it("are required by one service of the catalog", () => {
    expect(services.filter((service) => trafficSteps(service).length > 0).map(({ id }) => id)).toEqual([
      "tasks-app",
    ]);
  });
});

describe("canaryProblems", () => {
  it.each([1, 5, 10, 25, 50, 100])("are none at %i %", (percent) => {
    expect(problems(percent)).toEqual([]);
  });

  it.each([0, 2, 99, 101])("refuse %i %, which is no step", (percent) => {
    expect(problems(percent)).toEqual([
      {
        thing: "config lifeboat:canary.library.percent",
        value: String(percent),
        limit: "be one of the service's traffic steps: 1, 5, 10, 25, 50, 100",
        remedy: "pulumi config set --path lifeboat:canary.library.percent 1",
      },
    ]);
  });

  it("refuse a service that changes all at once", () => {
    const refused = problems(5, "new.ingress.example", libraryWith([catalogue]));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({
      thing: "config lifeboat:canary.library",
      value: '{"host":"new.ingress.example","percent":5}',
    });
  });

  it.each(["catalogue.library.example", "one.library.example", "two.library.example"])(
    "refuse %s, which would lead back to itself",
    (host) => {
      expect(problems(5, host).map(({ thing }) => thing)).toEqual(["config lifeboat:canary.library.host"]);
    },
  );

  it("leave services without a canary alone", () => {
    expect(canaryProblems([stepped], {})).toEqual([]);
    expect(canaryProblems([stepped], { museum: { host: "a.example", percent: 3 } })).toEqual([]);
  });
});
