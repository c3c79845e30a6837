import { readdirSync } from "node:fs";
import { defineConfig } from "vitepress";

const pages = (folder: string): readonly string[] =>
  readdirSync(new URL(`../${folder}/`, import.meta.url))
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .map((file) => file.replace(/[.]md$/, ""));

const item = (link: string, text: string) => ({ text, link });

export default defineConfig({
  title: "Lifeboat",
  description: "Disaster-recovery runbooks as one declared stack",
  outDir: "../out/site",
  cacheDir: "../node_modules/.cache/vitepress",
  // `<service>` is a placeholder for a reader, not an element.
  markdown: { html: false },
  rewrites: { "decisions/README.md": "decisions/index.md" },
  // Pages also link to sources of the repository: test/docs/links.test.ts looks for those.
  ignoreDeadLinks: [
    /^(?:\.\.?\/)*\.\.\/(?:README|ARCHITECTURE|CONTRIBUTING|CHANGELOG|infra|sandbox|policies|lib|test|setup)/,
  ],
  // The index of the search is one file.
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  themeConfig: {
    search: { provider: "local" },
    outline: "deep",
    sidebar: [
      {
        text: "At three in the morning",
        items: [
          item("/failover", "Failing over"),
          item("/restore", "Restoring"),
          item("/jobs", "Starting a job"),
          ...pages("runbook").map((page) => item(`/runbook/${page}`, `Runbook: ${page}`)),
        ],
      },
      {
        text: "Setting up",
        items: [
          item("/prerequisites", "Prerequisites"),
          item("/bootstrap", "An account's first stack"),
          item("/retiring", "Retiring a service"),
          item("/deploying", "Deploying"),
          item("/configuration", "Configuration"),
          item("/review", "Reviewing a change"),
          item("/commands", "Commands"),
        ],
      },
      {
        text: "How it works",
        items: [
          item("/recovery", "What a disaster costs"),
          item("/database-server", "Database servers"),
          item("/repositories", "Repositories"),
          item("/alerts", "Alerts"),
          item("/logs", "Logs"),
          item("/proofs", "What is proved"),
          item("/decisions/", "Decisions"),
        ],
      },
    ],
  },
});
