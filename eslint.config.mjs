import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", ".sandbox/", "policies/bin/", "out/", "test/**/fixtures/lint/**"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // An Output in a template string prints its toString warning into a name: only text and numbers may be there.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-base-to-string": "error",
      // Components and resources are made for their effect on the graph.
      "no-new": "off",
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "no-restricted-imports": [
        "error",
        {
          paths: ["@pulumi/aws", "@pulumi/kubernetes", "@pulumi/postgresql", "@pulumi/cloudflare"].map(
            (name) => ({
              name,
              message: "Import the single resource: a provider's root costs half a second at every preview.",
            }),
          ),
        },
      ],
    },
  },
  {
    // Files that Grafana's sidecar provisions have the classic form, which every version reads.
    files: ["infra/dashboards/dashboard.ts"],
    rules: {
      "@typescript-eslint/no-deprecated": [
        "error",
        {
          allow: [
            {
              from: "package",
              name: ["Dashboard", "DashboardBuilder"],
              package: "@grafana/grafana-foundation-sdk",
            },
          ],
        },
      ],
    },
  },
);
