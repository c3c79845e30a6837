import { environmentHoldsNoSecret } from "../../../../policies/rules/secret/environment-holds-no-secret";
import { unknown, type Value } from "../../../../policies/support/input/value";
import { describeRule } from "../../support/cases";
import { CONTAINER, CONTAINER_PATH, job, jobSays, jobUndecided } from "../../support/job";

const file = [
  "a secret must be a file from a Secret",
  "mount a Secret with defaultMode 0400 and pass the file's name",
];
const says = (found: string) => jobSays(`container backup: ${found}`, ...file);
const runs = (...command: readonly Value[]) => job({ [`${CONTAINER}/command`]: command });
const shell = (text: string) => runs("sh", "-c", text);

const SOUND = [
  'PGPASSWORD="$(cat /run/password)" pg_dump app',
  "PGPASSWORD=$(jq -r .password /run/secrets/app) psql",
  'export DB_PASSWORD="$PGPASSWORD"; run',
  "API_KEY=$1 TOKEN_FILE=/run/token run",
  "SECRET=/run/secrets/app run --password-file /run/password",
  'pg_dump --no-password app | curl -u "$USER:$PASSWORD" https://vault',
  'run --token; next && [ "$TOKEN" = "x" ]',
  "install -u 1000:1000 /work && chpst -u app:app run",
  "curl -s https://vault; chpst -u app:app-group run",
  "PASSWORD=${PASSWORD:?must be set} run # PASSWORD=",
  "# TOKEN=of-the-vault\nrun",
  'mysqldump -uroot -p shop && mysqladmin -p"$PASSWORD" ping; mysql -p$(cat /run/password)',
  "exec tar -C /var/lib/mysql -pxf dump; cp -pr a b; psql -p 5432; mysqld -p3307",
  'mongosh -u root -p "$PASSWORD" --port 27017; mongodump -p --db shop; mongosh -p',
  'redis-cli -a "$REDIS_PASSWORD" ping; redis-cli -p 6379; tar -a -cf x',
  "sshpass -e ssh -p 2222 x; sshpass -f /run/password ssh -p 2222 x; ssh -p 2222 x",
  'curl -H \'Accept: token/x\' -H "Authorization: Bearer $TOKEN" -H "X-Vault-Token: $(cat /run/token)" https://x',
  'curl -H \'Authorization: Bearer \'"$TOKEN" -H @/run/header -sH "X-Api-Key:${KEY}" https://x',
  "curl -H 'X-Idempotency-Key: of-today' -H 'X-Request-Key: 1a' https://x; ldapsearch -H ldaps://x",
  "printf 'Authorization: Bearer %s' \"$TOKEN\" | curl -H @- https://x",
  'psql -v pw="$PASSWORD" -c "ALTER ROLE app PASSWORD :\'pw\'"',
  "psql -c \"ALTER ROLE app PASSWORD '$PASSWORD'\"",
  "aws secretsmanager get-secret-value --secret-id orders/db",
  "controller --tls-secret orders-tls --default-ssl-secret=shop/tls",
  "DB_PASSWORD=vault:secret/data/mysql#PASSWORD vault-env run",
];
const REFUSED: readonly (readonly [text: string, found: string])[] = [
  ["PGPASSWORD=hunter2 pg_dump app > /backup/x", ": PGPASSWORD is a secret by its name"],
  ["set -e; export DB_PASSWORD='correct horse'", ": DB_PASSWORD is a secret by its name"],
  ['cd /work && API_KEY="k-1" ./run', ": API_KEY is a secret by its name"],
  ["(PGPASSWORD=hunter2 psql)", ": PGPASSWORD is a secret by its name"],
  ["bash -c 'PGPASSWORD=hunter2 psql'", ": PGPASSWORD is a secret by its name"],
  ["kubectl create secret --from-literal=API_KEY=hunter2", ": API_KEY is a secret by its name"],
  ["mysqldump --password \\\n hunter2", " is a secret by its name"],
  ["curl -su admin:hunter2 https://vault", " looks like a login with a password"],
  ["mysqldump -u root -phunter2 shop > /dump", " is a secret by its flag"],
  ["sudo -n timeout 30 /usr/bin/mariadb-dump -p'hunter2' shop", " is a secret by its flag"],
  ["if ! MYSQL_HOST=db mysqladmin ping -psecret123; then exit 1; fi", " is a secret by its flag"],
  ["kubectl exec mysql-0 -- mysql -phunter2 shop", " is a secret by its flag"],
  ["redis-cli -h db -a hunter2 ping", " is a secret by its flag"],
  ["sshpass -p 12345678 ssh -p 2222 x", " is a secret by its flag"],
  ["sshpass -phunter2 ssh x", " is a secret by its flag"],
  ["mongosh -u root -p hunter2", " is a secret by its flag"],
  ["mongodump --username root -phunter2", " is a secret by its flag"],
  ["curl -H 'Authorization: token of-mine' https://x", " is a secret by its name"],
  ['curl -sSH "X-Vault-Token: hunter22222" https://x', " is a secret by its name"],
  ["curl -H'X-Auth-Key: hunter2' https://x", " is a secret by its name"],
  ['wget --header="PRIVATE-TOKEN: hunter22222" https://x', " is a secret by its name"],
  ["wget --header 'X-Api-Key:hunter2' https://x", " is a secret by its name"],
  ["psql -c \"ALTER ROLE app WITH PASSWORD 'hunter2'\"", " looks like a statement of SQL with a password"],
  ["/usr/bin/curl --user='admin:hunter2' https://vault", " looks like a login with a password"],
];

describeRule(environmentHoldsNoSecret, [
  ...SOUND.map((text) => ({ name: `accepts ${text}`, given: [shell(text)] })),
  ...REFUSED.map(([text, found]) => ({
    name: `refuses ${text}`,
    given: [shell(text)],
    says: says(`command[2]${found}`),
  })),
  {
    name: "accepts what a program in another language is given by a name",
    given: [runs("python3", "-c", "connect(user='app', passwd=given)")],
  },
  {
    name: "refuses a literal of such a program",
    given: [runs("python3", "-c", "connect(user='app', password='hunter2')")],
    says: says("command[2]: password is a secret by its name"),
  },
  {
    name: "refuses a word that assigns",
    given: [job({ [`${CONTAINER}/args`]: ["env", "PGPASSWORD=hunter2", "psql"] })],
    says: says("args[1]: PGPASSWORD is a secret by its name"),
  },
  {
    name: "refuses a login for curl, by its word in the command",
    given: [job({ [`${CONTAINER}/command`]: ["curl"], [`${CONTAINER}/args`]: ["-u", "admin:hunter2"] })],
    says: says("args[1] looks like a login with a password"),
  },
  ...(
    [
      [["mysqldump", "-uroot", "-phunter2", "shop"], "command[2] is a secret by its flag"],
      [["mysqladmin", "ping", "-psecret123"], "command[2] is a secret by its flag"],
      [["redis-cli", "-a", "hunter2", "ping"], "command[2] is a secret by its flag"],
      [["sshpass", "-p", "hunter2", "ssh", "x"], "command[2] is a secret by its flag"],
      [["mongosh", "-u", "root", "-p", "hunter2"], "command[4] is a secret by its flag"],
      [["curl", "-H", "Authorization: token of-mine"], "command[2] is a secret by its name"],
      [
        ["psql", "-c", "ALTER ROLE app PASSWORD 'x1'"],
        "command[2] looks like a statement of SQL with a password",
      ],
    ] as const
  ).map(([words, found]) => ({
    name: `refuses a list of words, ${words.join(" ")}`,
    given: [runs(...words)],
    says: says(found),
  })),
  {
    name: "tells each secret, and each unknown, by itself",
    given: [
      job({
        [`${CONTAINER}/env`]: [
          { name: "HOST", value: unknown },
          { name: "DB_PASSWORD", value: "hunter22" },
        ],
        [`${CONTAINER}/args`]: [unknown, "--password=hunter2"],
        [`${CONTAINER}/readinessProbe`]: {
          httpGet: { httpHeaders: [unknown, { name: "Token", value: "x" }] },
        },
      }),
    ],
    says: [
      ...jobUndecided(`${CONTAINER_PATH}.env[0].value`),
      ...says("env DB_PASSWORD is a secret by its name"),
      ...jobUndecided(`${CONTAINER_PATH}.args[0]`),
      ...says("args[1] is a secret by its name"),
      ...jobUndecided(`${CONTAINER_PATH}.readinessProbe.httpGet.httpHeaders[0]`),
      ...says("header Token of readinessProbe is a secret by its name"),
    ],
  },
  {
    name: "tells an unknown container once",
    given: [job({ [CONTAINER]: unknown })],
    says: jobUndecided(CONTAINER_PATH),
  },
  {
    name: "cannot decide on an unknown word",
    given: [runs("sh", "-c", unknown)],
    says: jobUndecided(`${CONTAINER_PATH}.command[2]`),
  },
]);
