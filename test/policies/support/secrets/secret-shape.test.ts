import { describe, expect, it } from "vitest";
import { secretIn } from "../../../../policies/support/secrets/secret-shape";

const WORD = "hunter2";
/** Twenty-four characters, as if drawn by lot. */
const DRAWN = "9f8e7d6c5b4a39281706f1e2";
/** A name and a password, as the scheme Basic has them. */
const LOGIN = Buffer.from("app:hunter2").toString("base64");

describe("a secret by its name", () => {
  it.each([
    ["SECRET_KEY", WORD],
    ["SECRET_KEY_BASE", WORD],
    ["MASTER_KEY", WORD],
    ["masterKey", WORD],
    ["AWS_CREDENTIALS", WORD],
    ["API_TOKENS", WORD],
    ["DB_PASSWORD_1", WORD],
    ["DB_PASSWORD2", WORD],
    ["DATABASE_PASSWORDS", WORD],
    ["DB_PASSWORD", "12345678"],
    ["DB_PASS", "1234"],
    ["DB_PASSWORD", "/x9Kjq8=="],
    ["DB_PASSWORD", "/x9Kjq8"],
    ["DB_PASSWORD", "$2b$12$abcdefgh"],
    ["DB_PASSWORD", "${DB_PASSWORD:-hunter2}"],
    ["DB_PASSWORD", '"hunter2"'],
    ["DB_PASSWORD", "${DB_PASSWORD:hunter2}"],
    ["DB_PASSWORD", "${db.password:hunter2}"],
    ["DB_PASSWORD", "${DB_PASSWORD:${OTHER:hunter2}}"],
    ["DB_PASSWORD", "orders-db"],
    ["requirepass", "1234"],
    ["VAULT_SECRET_ID", "6f9619ff-8b86-d011-b42d-00c04fc964ff"],
    ["masterauth", WORD],
    ["bindPw", WORD],
    ["KEYSTORE_PW", WORD],
    ["DB_PASSWORD", "vault:hunter2"],
    ["DB_PASSWORD", "$__hunter2{"],
    ["JWT_SECRET", "my-jwt-secret"],
    ["clientSecret", "orders-client"],
    ["AUTH_SECRET", "keyboard-cat"],
    ["DB_SECRET", WORD],
    ["DB_SECRET", "9f8e7d6c-5b4a3928"],
    ["DB_SECRET", "6f9619ff-8b86-d011-b42d-00c04fc964ff"],
    ["app/client-secret", "orders-client"],
    ["app/auth-secret", "9f8e7d6c5b4a39281706"],
  ])("is %s with %s", (name, value) => {
    expect(secretIn(name, value)).toBe("is a secret by its name");
  });

  it.each([
    ["ACCESS_TOKEN_TTL", "300"],
    ["ACCESS_TOKEN", "300"],
    ["MAX_TOKENS", "four-thousand"],
    ["PASSWORD_FILE", "/run/x"],
    ["PGPASSFILE", WORD],
    ["SECRET_NAME", WORD],
    ["PUBLIC_KEY", WORD],
    ["TLS_KEY", WORD],
    ["GOOGLE_APPLICATION_CREDENTIALS", "/var/run/key.json"],
    ["TOKEN", "/token"],
    ["TOKEN", "~/.config/token"],
    ["TOKEN", "$HOME/.config/${APP}/token"],
    ["DB_PASSWORD", "$(PGPASSWORD)"],
    ["DB_PASSWORD", "$DB_PASSWORD"],
    ["DB_PASSWORD", '"${user}_$X"'],
    ["DB_PASSWORD", "$(cat /run/password)"],
    ["DB_PASSWORD", "`cat /run/password`"],
    ["DB_PASSWORD", "${DB_PASSWORD:-/run/secrets/password}"],
    ["DB_PASSWORD", "${DB_PASSWORD:?must be set}"],
    ["DB_PASSWORD", "${DB_PASSWORD:}"],
    ["DB_PASSWORD", "${DB_PASSWORD:${OTHER}}"],
    ["DB_PASSWORD", "${DB_PASSWORD:#{null}}"],
    ["DB_PASSWORD", "${env:DB_PASSWORD}"],
    ["DB_PASSWORD", "${file:/run/secrets:password}"],
    ["DB_PASSWORD", "${PASSWORD:0:8}"],
    ["DB_PASSWORD", "${PASSWORD: -4}"],
    ["DB_PASSWORD", "#{ENV['PW']}"],
    ["auth-user-pass", "login.conf"],
    ["SECRET_ID", "orders/db"],
    ["AZURE_CLIENT_SECRET_ID", "6f9619ff-8b86-d011-b42d-00c04fc964ff"],
    ["auth", "sha256"],
    ["DB_PASSWORD", "<password>"],
    ["DB_PASSWORD", "{{ .Values.password }}"],
    ["DB_PASSWORD", "***"],
    ["DB_PASSWORD", "''"],
    ["CORS_CREDENTIALS", "true"],
    ["TLS_SECRET", "wildcard-tls"],
    ["tls-secret", "orders-tls"],
    ["default-ssl-secret", "ns/tls"],
    ["existingSecret", "orders-db"],
    ["existingSecret", '"grafana"'],
    ["DB_SECRET", "orders-db"],
    ["DB_SECRET", "orders-db2-6h8g5k9m2t"],
    ["DB_SECRET", "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf"],
    ["DB_PASSWORD", "arn:aws:ssm:us-east-1:123456789012:parameter/db"],
    ["DB_PASSWORD", "vault:secret/data/mysql#PASSWORD"],
    ["password", "$__file{/etc/secrets/db}"],
    ["password", "$__env{GF_PW}"],
    ["checksum/secret", "9f8e7d6c".repeat(8)],
    ["checksum/credentials", "9f8e7d6c"],
    ["rollme/checksum-secret", "9f8e7d6c"],
    ["nginx.ingress.kubernetes.io/auth-secret", "htpasswd"],
    ["nginx.ingress.kubernetes.io/auth-tls-secret", "default/ca-secret"],
    ["nginx.org/basic-auth-secret", "x"],
    ["replicator.v1.mittwald.de/replicate-from-secret", "shop/orders-db"],
    ["vault.hashicorp.com/agent-inject-secret-db-password", "secret/data/orders/db"],
  ])("is not %s with %s", (name, value) => {
    expect(secretIn(name, value)).toBeUndefined();
  });
});

describe("a secret by its shape", () => {
  it.each([
    ["a private key", ["-----BEGIN PGP PRIVATE KEY", "BLOCK-----"].join(" ")],
    ["a Stripe key", ["sk", "live", "0123456789abcdef"].join("_")],
    ["a GitHub token", ["github", "pat", `11ABCDEFG0${DRAWN}`].join("_")],
    ["a GitLab token", ["glpat", DRAWN].join("-")],
    ["an npm token", ["npm", DRAWN.repeat(2).slice(0, 36)].join("_")],
    ["a Google API key", ["AI", "za", DRAWN.repeat(2).slice(0, 35)].join("")],
    ["an Azure account key", ["AccountName=x;AccountKey", `${DRAWN.repeat(3)}==;`].join("=")],
    ["a Slack webhook", ["https://hooks.slack.com/services", "T00000000", "B00000000", DRAWN].join("/")],
    ["a connection string with a password", "host=db password=hunter2"],
    ["a connection string with a password", "Server=db;Uid=a;Pwd=hunter2;"],
    ["a connection string with a password", ["app:hunter2", "tcp(db:3306)/shop"].join("@")],
    ["a header with a token", `Authorization: Bearer ${DRAWN}`],
    ["a header with a token", `"Authorization", "token ${DRAWN}"`],
    ["a header with a password", `Authorization "Basic ${LOGIN}"`],
    ["a statement of SQL with a password", "CREATE USER app WITH PASSWORD 'hunter2';"],
    ["a statement of SQL with a password", "alter role app password 'hunter2'"],
    ["a statement of SQL with a password", "ALTER USER MAPPING FOR a OPTIONS (SET password 'hunter2')"],
    ["a statement of SQL with a password", "CREATE USER 'app'@'%' IDENTIFIED BY 'hunter2';"],
    ["a statement of SQL with a password", 'ALTER USER app IDENTIFIED WITH sha256_password BY "hunter2"'],
    ["a statement of SQL with a password", "GRANT ALL ON shop.* TO app IDENTIFIED BY 'hunter2'"],
    ["a statement of SQL with a password", "SET PASSWORD FOR 'app'@'%' = PASSWORD('hunter2')"],
  ])("is %s in %s", (shape, value) => {
    expect(secretIn("note", value)).toBe(`looks like ${shape}`);
  });

  it("is a login of docker", () => {
    expect(secretIn("auth", LOGIN)).toBe("looks like a login with a password");
  });

  it.each([
    "password=/run/secrets/password",
    'password="$(cat f)"',
    "password == given",
    "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
    ["postgres://{{.user}}", "{{.password}}@db/app"].join(":"),
    ["postgres://app", "<password>@db/app"].join(":"),
    ["${USER}:${PASSWORD}", "tcp(db:3306)/shop"].join("@"),
    "Authorization: Bearer %s",
    "Authorization: Bearer authentication",
    'proxy_set_header Authorization "Bearer $token";',
    "Authorization: Basic authentication",
    "ALTER ROLE app PASSWORD :'password'",
    "ALTER ROLE app PASSWORD '$PASSWORD'",
    "ALTER ROLE app PASSWORD '\"$PASSWORD\"'",
    "ALTER ROLE app PASSWORD '{password}'",
    "format('ALTER ROLE %I PASSWORD %L', a, b)",
    "ALTER ROLE app PASSWORD NULL VALID UNTIL 'infinity'",
    "ALTER ROLE app SET search_path = shop; COMMENT ON COLUMN u.password IS 'hash'",
  ])("is not %s", (value) => {
    expect(secretIn("note", value)).toBeUndefined();
  });

  it("is found quickly in a long text", () => {
    const begun = performance.now();
    const texts = [
      "/--".repeat(40_000),
      "$A_".repeat(40_000),
      "${a}".repeat(40_000),
      "/$a".repeat(40_000),
      "${A_:".repeat(40_000),
      "grant ".repeat(40_000),
    ];
    for (const text of texts) secretIn("password", `${text} !`);
    secretIn("auth", Buffer.from(`${":".repeat(40_000)}\0`).toString("base64"));
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
