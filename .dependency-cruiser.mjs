/** Layers of infra from the lowest up: a file imports its own layer and those before it. */
const LAYERS = [
  ["lib", "^lib/"],
  ["problem", "^infra/problem[.]ts$"],
  ["types", "^infra/catalog/types/"],
  ["naming", "^infra/naming/"],
  ["catalog", "^infra/catalog/"],
  [
    "pure",
    "^infra/(alerts|capacity|cdn|cost|dashboards|failover|logs|oncall|postgresql|recovery|runbook|scraping)/",
  ],
  ["config", "^infra/config/"],
  ["components", "^infra/components/"],
  ["program", "^infra/([^/]+|bootstrap/.+)[.]ts$"],
];

const upward = LAYERS.slice(0, -1).map(([name, path], index) => ({
  name: `${name}-imports-nothing-above-it`,
  comment: `The layers are ${LAYERS.map(([each]) => each).join(", ")}: see ARCHITECTURE.md.`,
  severity: "error",
  from: { path, pathNot: LAYERS.slice(0, index).map(([, lower]) => lower) },
  to: {
    path: LAYERS.slice(index + 1).map(([, higher]) => higher),
    pathNot: LAYERS.slice(0, index + 1).map(([, lower]) => lower),
  },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...upward,
    {
      name: "no-cycle",
      comment: "Two files that import each other are one file, or lack a third that both import.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-cycle-of-component-folders",
      comment: "Two folders that import each other are one, or lack a third that both import.",
      severity: "error",
      scope: "folder",
      from: { path: "^infra/components/" },
      to: { circular: true },
    },
    {
      name: "infra-knows-no-sandbox",
      comment: "The program runs where there is no sandbox, no policies and no tests.",
      severity: "error",
      from: { path: "^(infra|lib)/" },
      to: { path: "^(review|sandbox|setup|policies|test)/" },
    },
    {
      name: "policies-judge-any-program",
      comment: "Policies import lib and nothing else of ours.",
      severity: "error",
      from: { path: "^policies/" },
      to: { path: "^(infra|review|sandbox|setup|test)/" },
    },
    {
      name: "review-judges-any-program",
      comment:
        "The review's rules are pure functions on resources: they import lib and nothing else of ours, and no engine.",
      severity: "error",
      from: { path: "^review/" },
      to: { path: ["^(infra|policies|sandbox|setup|test)/", "node_modules/@pulumi/"] },
    },
    {
      name: "pure-parts-know-no-pulumi",
      comment: "Data and arithmetic run without an engine.",
      severity: "error",
      from: { path: ["^lib/", "^infra/(problem[.]ts|naming/|catalog/)", LAYERS[5][1]] },
      to: { path: "node_modules/@pulumi/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^test/.*/fixtures/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".js", ".json"], mainFields: ["main", "types"] },
  },
};
