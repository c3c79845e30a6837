import type { Value } from "../../../../policies/support/input/value";
import { object, withEnvironment, type Corpus, type CorpusCase } from "../case";

const SECRETS = [
  "environment-holds-no-secret",
  "config-map-holds-no-secret",
  "annotation-holds-no-secret",
  "command-keeps-its-files-private",
];
const variable = (name: string, value: Value, from: string): CorpusCase => ({
  what: `${name}=${JSON.stringify(value)}`,
  from,
  given: [withEnvironment({ [name]: value })],
  rules: SECRETS,
});
const file = (name: string, text: string, from: string): CorpusCase => ({
  what: `${name}: ${text}`,
  from,
  given: [object("core/v1:ConfigMap", { data: { [name]: text } })],
  rules: SECRETS,
});

/** Texts that look like secrets. */
export const words: Corpus = {
  "words inside words": [
    file("nginx.conf", "server {\n  location / {\n    proxy_pass http://api:8080;\n  }\n}\n", "nginx"),
    file(
      "php.conf",
      "location ~ \\.php$ {\n  fastcgi_pass php:9000;\n  grpc_pass grpc-backend;\n}\n",
      "nginx",
    ),
    variable("PROXY_BYPASS", "internal.example.com", "gitleaks false positives"),
    variable("COMPASS", "north-by-northwest", "detect-secrets false positives"),
    variable("CACHE_BYPASS", "x-no-cache-header", "detect-secrets false positives"),
    variable("OVERPASS", "overpass-api.example.de", "OpenStreetMap"),
    variable("MULTIPASS", "multipass-instance-7", "Canonical"),
    file("proxy.conf", "server {\n  uwsgi_pass app-1:3031;\n}\n", "nginx"),
  ],
  "references to secret stores": [
    variable("DB_PASSWORD", "op://prod/orders/password", "1Password CLI"),
    variable("DB_PASSWORD", "ENC[AES256_GCM,data:9eT1k2==,iv:aGk=,tag:eQ==,type:str]", "SOPS"),
    variable("DB_PASSWORD", "ref+awssecrets://orders/password", "helmfile vals"),
    variable("API_TOKEN", "ref+vault://secret/data/app#/token", "helmfile vals"),
    variable("DB_PASSWORD", "awssm://orders-password", "summon and others"),
    variable("DB_PASSWORD", "projects/acme/secrets/db-password/versions/3", "GCP Secret Manager"),
    variable("DB_PASSWORD", "gcp:secretmanager:projects/acme/secrets/db", "bank-vaults"),
    variable("DB_PASSWORD", "vault:secret/data/orders#password", "bank-vaults"),
    variable(
      "DB_PASSWORD",
      "@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/db)",
      "Azure",
    ),
    variable("DB_PASSWORD", "sm://acme/db-password", "Spring Cloud GCP"),
    variable("DB_PASSWORD", "secretref:orders-password", "Azure Container Apps"),
    variable("DB_PASSWORD", "infisical://prod/db-password", "Infisical"),
  ],
  "texts of user interfaces": [
    file("en.json", JSON.stringify({ login: { password: "Enter your password" } }), "i18next"),
    file("en.json", JSON.stringify({ forgot_password: "Forgot your password?" }), "i18next"),
    file(
      "en.json",
      JSON.stringify({ invalidPassword: "The password is wrong, please try again." }),
      "i18next",
    ),
    file(
      "messages.properties",
      "label.password=Your password\nlabel.token=Access token\n",
      "Spring messages",
    ),
    file(
      "de.json",
      JSON.stringify({ password: "Passwort eingeben", newPassword: "Neues Passwort" }),
      "i18next",
    ),
    file(
      "en.yaml",
      "login:\n  password: Choose a strong password\n  token: One-time code from your app\n",
      "Rails",
    ),
    file("en.json", JSON.stringify({ token: "Token {{name}} was revoked" }), "i18next"),
  ],
};
