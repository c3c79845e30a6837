import { randomBytes } from "node:crypto";
import { configMapHoldsNoSecret } from "../../../../policies/rules/secret/config-map-holds-no-secret";
import { unknown, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const password = randomBytes(12).toString("hex");
const url = `postgres://app:${password}@db:5432/app`;
const keyBlock = ["-----BEGIN PGP PRIVATE KEY", "BLOCK-----"].join(" ");
const base64 = (text: string): string => Buffer.from(text).toString("base64");

const configMap = (data: Value, binaryData?: Value) =>
  resource("kubernetes:core/v1:ConfigMap", "settings", { data, binaryData });
const mapSays = (found: string) => [
  `violation | ConfigMap settings: ${found}; everybody in the namespace can read a ConfigMap; move it to a Secret`,
];

const SOUND: readonly (readonly [key: string, text: string])[] = [
  ["a.json", '{"tokenFile":"/x","max_tokens":4096,"secrets":["DB_PASSWORD"]}'],
  ["a.sh", 'password="$(cat f)"'],
  ["b.sh", '#!/bin/bash\npassword=${password//:/}\nlocal token=$(<"$1") secrets=()\n# TOKEN=of-the-vault\n'],
  ["a.yaml", "password:\n  secret: {name: db}\ntoken: *shared\napiKey: ${API_KEY}\n# password: of the vault"],
  [
    "b.yaml",
    'credentials: <secret>\npassword: ""\ntoken: /run/secrets/token # a file\nsecret: {{ .secret }}',
  ],
  ["alertmanager.yaml", "authorization:\n  type: Bearer\n  credentials_file: /etc/token\n"],
  ["rsyslog.conf", 'if $msg contains "token" then stop\nset $!password = "***";'],
  ["postgresql.conf", "password_encryption = scram-sha-256\nssl_key_file = '/etc/key'"],
  [".env", "DB_PASSWORD=$PGPASSWORD\nDB_PASSWORD_FILE=/run/password\nACCESS_TOKEN_TTL=300"],
  ["a.py", "token: str = None\nsecret = os.environ['SECRET']\nif token == 'x':\n  pass"],
  ["b.py", "connect(user=user, password=given)\nurl = f'host=db password={given}'"],
  ["a.tf", "password = var.database_password"],
  ["a.sql", "UPDATE session SET token = $1, secret = NULL WHERE token = excluded.token"],
  ["README.md", "The token: the vault has it."],
  ["grafana.ini", "[database]\npassword = $__file{/etc/secrets/db}\nsecret = $__env{GF_PW}"],
  ["redis.conf", "# requirepass foobared\nrequirepass ${REDIS_PASSWORD}\nmasterauth <secret>"],
  ["fluent.conf", "<match>\n  password \"#{ENV['PW']}\"\n  password_file /x\n</match>"],
  ["pam.conf", "password required pam_unix.so\nauth required\ttoken.so"],
  ["b.txt", "password forgotten\n"],
  ["note", "token expired"],
  ["message", "Dear user,\npassword expired\n"],
  ["f.yaml", "db: { user: app, password: ${PASSWORD} }"],
  ["c.yaml", "text: |\n  Please mind:\n  password forgotten\n"],
  [
    "settings.xml",
    "<server>\n<password>${env.PW}</password><secret/><token> </token>\n<!-- <password>of-yours</password> -->\n</server>",
  ],
  [
    "d.yaml",
    "env:\n  - name: DB_PASSWORD\n    value: ${DB_PASSWORD}\n  - name: API_KEY\n    value: {{ .key }}",
  ],
  ["e.yaml", "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: { name: db, key: password }\n"],
  ["b.json", '{"env":[{"name":"DB_PASSWORD","value":"$(OTHER)"}],"auth":"md5"}'],
  ["nginx.conf", 'proxy_set_header Authorization "Bearer $token";'],
  ["application.yml", "password: ${DB_PASSWORD:}\ntoken: ${env:TOKEN}"],
  ["b.sql", "ALTER ROLE app PASSWORD :'password';"],
  ["c.sh", "psql <<EOF\nALTER ROLE app PASSWORD '$password';\nEOF"],
  ["app.yaml", "existingSecret: orders-db\ntlsSecret: shop/orders-tls"],
];
const REFUSED: readonly (readonly [key: string, text: string, found: string])[] = [
  ["DATABASE_URL", url, "DATABASE_URL looks like a URL with a password"],
  ["JWT_SECRET", password, "JWT_SECRET is a secret by its name"],
  ["a.json", JSON.stringify({ db: [{ password }] }), "a.json: password is a secret by its name"],
  ["a.json", JSON.stringify({ password: 12345678 }), "a.json: password is a secret by its name"],
  ["a.yaml", "db:\n  password: hunter2", "a.yaml: password is a secret by its name"],
  ["a.yaml", "logins:\n  - 'password': 'correct horse'", "a.yaml: password is a secret by its name"],
  ["a.yaml", "db: {user: app, password: hunter2}", "a.yaml: password is a secret by its name"],
  ["a.yaml", "password: |\n  hunter2\n", "a.yaml: password is a secret by its name"],
  ["a.yaml", `db:\n  url: ${url}`, "a.yaml: url looks like a URL with a password"],
  [".env", "DB_PASSWORD=hunter2", ".env: DB_PASSWORD is a secret by its name"],
  [".env", "export API_KEY='k-1'", ".env: API_KEY is a secret by its name"],
  ["a.ini", "[db]\npasswd = hunter2", "a.ini: passwd is a secret by its name"],
  [
    "rsyslog.conf",
    'action(type="ommysql" uid="log" pwd="hunter2")',
    "rsyslog.conf: pwd is a secret by its name",
  ],
  ["run", "#!/bin/sh\nPGPASSWORD=hunter2 psql", "run: PGPASSWORD is a secret by its name"],
  ["a.sh", "run --api-key k-1", "a.sh is a secret by its name"],
  ["a.py", "connect(user='app', passwd='hunter2')", "a.py: passwd is a secret by its name"],
  ["a.py", "connect('host=db password=hunter2')", "a.py looks like a connection string with a password"],
  ["a.py", 'q = """\nhost=db\npassword=hunter2"""', "a.py looks like a connection string with a password"],
  ["a.py", `# ${["postgres://app", "word@db/app"].join(":")}`, "a.py looks like a URL with a password"],
  ["a.md", "`host=db password=hunter2`", "a.md looks like a connection string with a password"],
  ["key", keyBlock, "key looks like a private key"],
  [
    "init.sql",
    "CREATE USER app WITH PASSWORD 'hunter2';",
    "init.sql looks like a statement of SQL with a password",
  ],
  [
    "init.sh",
    "#!/bin/bash\npsql <<-EOSQL\n  CREATE USER app WITH PASSWORD 'hunter2';\nEOSQL",
    "init.sh looks like a statement of SQL with a password",
  ],
  ["redis.conf", "bind 0.0.0.0\nrequirepass hunter2\n", "redis.conf: requirepass is a secret by its name"],
  ["redis", "bind 0.0.0.0\nmasterauth hunter2 # ours", "redis: masterauth is a secret by its name"],
  ["fluent.conf", '<match>\n  password "hunter2"\n</match>', "fluent.conf: password is a secret by its name"],
  ["ldap.conf", "bindpw hunter2", "ldap.conf: bindpw is a secret by its name"],
  ["netrc", "machine x login y password hunter2", "netrc: password is a secret by its name"],
  [".netrc", "machine x\nlogin y\npassword hunter2", ".netrc: password is a secret by its name"],
  [
    "settings.xml",
    "<settings><server id='a'><password kind='b'>hunter2</password></server></settings>",
    "settings.xml: password is a secret by its name",
  ],
  [
    "site.xml",
    "<property>\n  <name>db.password</name>\n  <value>hunter2</value>\n</property>",
    "site.xml: db.password is a secret by its name",
  ],
  ["web.xml", '<add key="DbPassword" value="hunter2" />', "web.xml: DbPassword is a secret by its name"],
  [
    "config.json",
    JSON.stringify({ auths: { "ghcr.io": { auth: base64("app:hunter2") } } }),
    "config.json: auth looks like a login with a password",
  ],
  [
    "nginx.conf",
    `proxy_set_header Authorization "Basic ${base64("app:hunter2")}";`,
    "nginx.conf looks like a header with a password",
  ],
  [
    "application.yml",
    "spring:\n  password: ${DB_PASSWORD:hunter2}",
    "application.yml: password is a secret by its name",
  ],
  ["a.yaml", "- name: DB_PASSWORD\n  value: hunter2", "a.yaml: DB_PASSWORD is a secret by its name"],
  ["a.yaml", '- {name: "DB_PASSWORD", value: hunter2}', "a.yaml: DB_PASSWORD is a secret by its name"],
  [
    "a.json",
    JSON.stringify([{ name: "DB_PASSWORD", value: "hunter2" }]),
    "a.json: DB_PASSWORD is a secret by its name",
  ],
];

describeRule(configMapHoldsNoSecret, [
  ...SOUND.map(([key, text]) => ({
    name: `accepts in ${key} ${text}`,
    given: [configMap({ [key]: text }, { [key]: base64(text) })],
  })),
  ...REFUSED.map(([key, text, found]) => ({
    name: `refuses ${found}`,
    given: [configMap({ [key]: text })],
    says: mapSays(`data ${found}`),
  })),
  {
    name: "refuses what is kept as base64",
    given: [configMap({}, { ".env": base64("DB_PASSWORD=hunter2") })],
    says: mapSays("binaryData .env: DB_PASSWORD is a secret by its name"),
  },
  {
    name: "tells each secret, and each unknown, by itself",
    given: [configMap({ a: unknown, ".env": "API_KEY=k-1\nDB_PASSWORD=x\nDB_PASSWORD=y" }, unknown)],
    says: [
      ...undecidedOn("ConfigMap settings", "data.a"),
      ...mapSays("data .env: API_KEY is a secret by its name"),
      ...mapSays("data .env: DB_PASSWORD is a secret by its name"),
      ...undecidedOn("ConfigMap settings", "binaryData"),
    ],
  },
  {
    name: "cannot decide on unknown",
    given: [configMap({}, { a: unknown })],
    says: undecidedOn("ConfigMap settings", "binaryData.a"),
  },
]);
