import { describe, expect, it } from "vitest";
import { services } from "../../../../infra/catalog";
import {
  externalSecretNames,
  imageProblems,
  imageRepositories,
  workloadSecretProblems,
} from "../../../../infra/config/check/workloads";
import { libraryImages, shelf, staffedLibrary } from "../../../support/workload-fixture";

const library = [staffedLibrary];
const small = [{ id: "library", workloads: [shelf] }];

describe("imageProblems", () => {
  it("finds none where every repository has an image by digest", () => {
    expect(imageProblems(library, libraryImages)).toEqual([]);
  });

  it("names a repository without an image once, however many workloads use it", () => {
    expect(imageProblems(library, { shelf: libraryImages.shelf })).toEqual([
      {
        thing: "config lifeboat:images.library/desk",
        value: "(missing)",
        limit: "name the image of library/desk by digest",
        remedy:
          "pulumi config set --path 'lifeboat:images[\"library/desk\"]' '<registry>/library/desk@sha256:<digest>'",
      },
    ]);
  });

  it.each(["desk:1.2", "desk", `desk@sha256:${"g".repeat(64)}`, `a desk@sha256:${"0".repeat(64)}`])(
    "refuses image %s",
    (image) => {
      const [problem, ...more] = imageProblems(library, { ...libraryImages, "library/desk": image });
      expect(problem).toMatchObject({ thing: "config lifeboat:images.library/desk", value: `"${image}"` });
      expect(more).toEqual([]);
    },
  );

  it("refuses a repository that no workload has, and offers the nearest", () => {
    const problems = imageProblems(library, { ...libraryImages, "library/dusk": libraryImages.shelf });
    expect(problems).toMatchObject([
      {
        thing: "config lifeboat:images.library/dusk",
        remedy: `pulumi config rm --path 'lifeboat:images["library/dusk"]' # did you mean library/desk?`,
      },
    ]);
  });

  it("asks for the image of what runs beside the workloads where it does, and knows it in any case", () => {
    const [problem, ...more] = imageProblems(library, libraryImages, library, { tool: true });
    expect(problem).toMatchObject({ thing: "config lifeboat:images.tool", value: "(missing)" });
    expect(more).toEqual([]);
    const images = { ...libraryImages, tool: `tool@sha256:${"0".repeat(64)}` };
    expect(imageProblems(library, images, library, { tool: false })).toEqual([]);
    expect(imageProblems(library, images)).toHaveLength(1);
  });

  it("lets a stack of few services keep the images of all", () => {
    expect(imageProblems(small, libraryImages)).toHaveLength(1);
    expect(imageProblems(small, libraryImages, library)).toEqual([]);
  });

  it("asks for each image of the catalog", () => {
    const asked = imageProblems(services, {}).map(({ thing }) =>
      thing.replace("config lifeboat:images.", ""),
    );
    expect(asked).toEqual(imageRepositories(services));
    expect(asked).toEqual(expect.arrayContaining(["kyb-platform", "tasks-app/api", "redis"]));
  });
});

describe("workloadSecretProblems", () => {
  it("finds none where the names are those of the catalog", () => {
    expect(workloadSecretProblems(library, { library: ["SIGNING_TOKEN"] })).toEqual([]);
    expect(workloadSecretProblems(small, {})).toEqual([]);
  });

  it("names what is missing", () => {
    expect(workloadSecretProblems(library, {})).toEqual([
      {
        thing: "config lifeboat:workloadSecrets.library.SIGNING_TOKEN",
        value: "(missing)",
        limit: "be set: the catalog declares SIGNING_TOKEN of library as external",
        remedy:
          "pulumi config set --secret --path lifeboat:workloadSecrets.library.SIGNING_TOKEN # value at the prompt",
      },
    ]);
  });

  it("refuses what nobody reads and offers the nearest, never the value", () => {
    expect(workloadSecretProblems(library, { library: ["SIGNING_TOKEN", "SIGNING_TOKN"] })).toEqual([
      {
        thing: "config lifeboat:workloadSecrets.library.SIGNING_TOKN",
        value: "(not shown)",
        limit: "be an external variable of library: SIGNING_TOKEN",
        remedy:
          "pulumi config rm --path lifeboat:workloadSecrets.library.SIGNING_TOKN # did you mean SIGNING_TOKEN?",
      },
    ]);
    expect(workloadSecretProblems(small, { library: ["SIGNING_TOKEN"] })).toMatchObject([
      { remedy: "pulumi config rm --path lifeboat:workloadSecrets.library.SIGNING_TOKEN" },
    ]);
  });

  it("takes for external only what the catalog says is", () => {
    const names = Object.fromEntries(services.map((service) => [service.id, externalSecretNames(service)]));
    expect(names).toMatchObject({
      "tasks-app": ["ADMIN_TOKEN"],
      "dotmac-platform": ["JWT_SECRET"],
      "kyb-platform": [],
    });
  });
});
