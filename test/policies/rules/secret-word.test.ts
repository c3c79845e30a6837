import { environmentHoldsNoSecret } from "../../../policies/rules/environment-holds-no-secret";
import { unknown, type Value } from "../../../policies/support/value";
import { describeRule } from "../support/cases";
import { CONTAINER, CONTAINER_PATH, job, jobSays, jobUndecided } from "../support/job";

const file = ["a secret is a file from a Secret", "mount a Secret with defaultMode 0400 and name the file"];
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
  ["/usr/bin/curl --user='admin:hunter2' https://vault", " looks like a login with a password"],
];

describeRule(environmentHoldsNoSecret, [
  ...SOUND.map((text) => ({ name: `accepts ${text}`, given: [shell(text)], says: [] })),
  ...REFUSED.map(([text, found]) => ({
    name: `refuses ${text}`,
    given: [shell(text)],
    says: says(`command[2]${found}`),
  })),
  {
    name: "accepts what a program in another language is given by a name",
    given: [runs("python3", "-c", "connect(user='app', passwd=given)")],
    says: [],
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
  {
    name: "tells each secret, and each unknown, by itself",
    given: [
      job({
        [`${CONTAINER}/env`]: [
          { name: "HOST", value: unknown },
          { name: "DB_PASSWORD", value: "hunter22" },
        ],
        [`${CONTAINER}/envFrom`]: [unknown, { secretRef: { name: "db" } }],
        [`${CONTAINER}/args`]: [unknown, "--password=hunter2"],
        [`${CONTAINER}/readinessProbe`]: {
          httpGet: { httpHeaders: [unknown, { name: "Token", value: "x" }] },
        },
      }),
    ],
    says: [
      ...jobUndecided(`${CONTAINER_PATH}.env[0].value`),
      ...says("env DB_PASSWORD is a secret by its name"),
      ...jobUndecided(`${CONTAINER_PATH}.envFrom[0]`),
      ...says("all of Secret db is env"),
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
