import type { CorpusCase } from "../case";
import { withEnvironment } from "../case";
import { casesOf, type Found } from "./kind";

const it = casesOf("environment-holds-no-secret");
// Put together here, so that no scanner takes an example for a leak.
const token = (what: string, ...parts: readonly string[]): CorpusCase =>
  it(what, "gitleaks", withEnvironment({ VENDOR: parts.join("") }));
const value = (what: string, name: string, text: string): CorpusCase =>
  it(what, "gitleaks and detect-secrets: false positives", withEnvironment({ [name]: text }));
const HEX = "0123456789abcdef".repeat(10);
const MIXED = "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7dE9fG1hJ3kL5mN7pQ9rS1tU3v".repeat(5);
const UPPER = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".repeat(2);
const LOWER = "ab3de5fg7hj9kl1mn3pq5rs7tu9vw1xy3za5bc7de9fg1hj3kl5mn7pq9rs1tu3vwx5yz7";
const m = (length: number) => MIXED.slice(0, length);
const h = (length: number) => HEX.slice(0, length);
const l = (length: number) => LOWER.slice(0, length);

/** Vendors' tokens by their published shapes. */
export const tokens: Found = {
  dangers: {
    "vendor tokens": [
      token("1Password service account", "ops", "_eyJ", m(260)),
      token("age", "AGE-SECRET", "-KEY-1", UPPER.slice(0, 58)),
      token("Airtable", "pat", m(14), ".", h(64)),
      token("Artifactory", "AKC", "p", m(69)),
      token("Bedrock", "ABS", "K", m(120)),
      token("Azure AD", "abc", "8Q", "~", m(34)),
      token("Clojars", "CLOJARS", "_", l(60)),
      token("Doppler", "dp", ".pt.", l(43)),
      token("Dynatrace", "dt0", "c01.", "ABCDEFGHIJKLMNOPQRSTUVWX", ".", UPPER),
      token("EasyPost", "EZ", "AK", l(54)),
      token("Fly", "fm", "2_", m(110)),
      token("GitHub fine-grained", "github", "_pat_", m(82)),
      token("GitHub of an app", "gh", "s_", m(36)),
      token("GitLab runner", "glr", "t-", m(20)),
      token("GitLab deploy", "gld", "t-", m(20)),
      token("Grafana Cloud", "gl", "c_", m(60)),
      token("Heroku", "HRKU", "-AA", m(58)),
      token("Linear", "lin", "_api_", l(40)),
      token("Mailgun", "key", "-", h(32)),
      token("MaxMind", m(6), "_", m(29), "_mmk"),
      token("Notion", "ntn", "_", "12345678901", m(35)),
      token("npm", "np", "m_", m(36)),
      token("Octopus", "API", "-", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
      token("OpenShift", "sha256", "~", m(43)),
      token("Perplexity", "ppl", "x-", m(48)),
      token("PlanetScale", "pscale", "_tkn_", m(43)),
      token("PlanetScale password", "pscale", "_pw_", m(43)),
      token("Postman", "PMA", "K-", h(24), "-", h(34)),
      token("Prefect", "pn", "u_", l(36)),
      token("ReadMe", "rdm", "e_", l(70)),
      token("RubyGems", "ruby", "gems_", h(48)),
      token("Sendinblue", "xkey", "sib-", h(64), "-", m(16)),
      token("Sentry user", "sntry", "u_", h(64)),
      token("Shippo", "shippo", "_live_", h(40)),
      token("Slack bot", "xox", "b-", "123456789012-123456789012-", m(24)),
      token("Slack webhook", "https://hooks.slack", ".com/services/T00000000/B00000000/", m(24)),
      token("Square", "sq0", "atp-", m(22)),
      token("Stripe restricted", "rk", "_live_", m(24)),
      token(
        "Teams webhook",
        "https://acme.webhook",
        ".office.com/webhookb2/",
        "12345678-1234-1234-1234-123456789012@12345678-1234-1234-1234-123456789012/IncomingWebhook/",
        h(32),
        "/12345678-1234-1234-1234-123456789012",
      ),
      token("Terraform Cloud", m(14), ".atlas", "v1.", m(64)),
      token("Vault batch", "hv", "b.", m(150)),
      token("AWS access key", "AKI", "A", "QWERTYUIOP234567"),
      token("Harness", "pat", ".", m(22), ".", h(24), ".", m(20)),
      token("Google API", "AIz", "a", m(35)),
    ],
  },
  alarms: {
    "vendor tokens": [
      value("a UUID", "INSTANCE_ID", "7f1d2f9c-5b7a-4d42-9f8e-2b7d2b0f3c11"),
      value("a commit", "GIT_COMMIT", h(40)),
      value("a digest", "IMAGE_DIGEST", `sha256:${h(64)}`),
      value("an ARN", "TOPIC", "arn:aws:sns:eu-west-1:111111111111:alerts"),
      value("a publishable key", "STRIPE_PUBLISHABLE", ["pk", "_live_", m(24)].join("")),
      value("a locale", "LOCALE", "sk-SK"),
      value("a language list", "LANGUAGES", "sk-SK,cs-CZ,hu-HU,pl-PL"),
      value("a model", "MODEL", "hf_models/sentence-transformers/all-MiniLM-L6-v2"),
      value("npm's settings", "NPM_SETTING", "npm_config_registry=https://registry.npmjs.org"),
      value("a task's name", "TASK", "task-abcdefghijklmnopqrstuvwxyz-queue-worker-main"),
      value("a measuring id", "ANALYTICS", "G-ABCDEF1234"),
      value("a DSN of Sentry's browser SDK", "DSN", `https://${h(32)}@o123456.ingest.sentry.io/1234567`),
      value(
        "an SSH public key",
        "DEPLOY_KEY",
        `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${m(43)} ci@example.com`,
      ),
      value("a certificate", "CA", `-----BEGIN CERTIFICATE-----\n${m(64)}\n-----END CERTIFICATE-----`),
      value("an age recipient", "RECIPIENT", `age1${l(58)}`),
      value("a stock number", "ARTICLE", "SKU0123456789"),
      value("an api version", "HEADER", "API-VERSION-2024-05-01-PREVIEW"),
      value("a bucket", "BUCKET", "dapi-0123456789-eu-west-1-backups"),
      value("a path", "MODULES", "/usr/lib/node_modules/npm_package_name_version"),
      value("a trace header", "TRACE", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ],
  },
};
