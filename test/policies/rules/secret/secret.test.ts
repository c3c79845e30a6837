import { randomBytes } from "node:crypto";
import { annotationHoldsNoSecret } from "../../../../policies/rules/secret/annotation-holds-no-secret";
import { environmentHoldsNoSecret } from "../../../../policies/rules/secret/environment-holds-no-secret";
import { secretComesAsAFile } from "../../../../policies/rules/secret/secret-comes-as-a-file";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";
import { CONTAINER, CONTAINER_PATH, job, jobSays, jobUndecided } from "../../support/job";

const password = randomBytes(12).toString("hex");
const url = `postgres://app:${password}@db:5432/app`;
const awsKey = `AKIA${randomBytes(8).toString("hex").toUpperCase()}`;
const accepted = { name: "accepts a sound job", given: [job()] };

const file = [
  "a secret must be a file from a Secret",
  "mount a Secret with defaultMode 0400 and pass the file's name",
];
const env = (variable: Fields) => job({ [`${CONTAINER}/env`]: [variable] });
describeRule(environmentHoldsNoSecret, [
  accepted,
  {
    name: "accepts a number under a name like a secret's",
    given: [env({ name: "ACCESS_TOKEN_TTL", value: "300" })],
  },
  {
    name: "refuses by name",
    given: [env({ name: "PGPASSWORD", value: password })],
    says: jobSays("container backup: env PGPASSWORD is a secret by its name", ...file),
  },
  {
    name: "refuses by shape",
    given: [env({ name: "DATABASE", value: url })],
    says: jobSays("container backup: env DATABASE looks like a URL with a password", ...file),
  },
  {
    name: "leaves a reference to another rule",
    given: [env({ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } })],
  },
  {
    name: "refuses a flag",
    given: [job({ [`${CONTAINER}/args`]: [`--db-password=${password}`] })],
    says: jobSays("container backup: args[0] is a secret by its name", ...file),
  },
  {
    name: "refuses the word behind a flag, and accepts a place",
    given: [job({ [`${CONTAINER}/args`]: ["--db-password", password, "--password-file", "/run/password"] })],
    says: jobSays("container backup: args[1] is a secret by its name", ...file),
  },
  ...["livenessProbe", "readinessProbe", "startupProbe", "lifecycle/postStart", "lifecycle/preStop"].map(
    (where) => ({
      name: `refuses a word of ${where}`,
      given: [job({ [`${CONTAINER}/${where}`]: { exec: { command: ["psql", url] } } })],
      says: jobSays(
        `container backup: ${where.replace("/", ".")}.exec.command[1] looks like a URL with a password`,
        ...file,
      ),
    }),
  ),
  ...["livenessProbe", "readinessProbe", "startupProbe", "lifecycle/postStart", "lifecycle/preStop"].flatMap(
    (where) =>
      (
        [
          ["Authorization", `Basic ${Buffer.from("app:hunter2").toString("base64")}`],
          ["Authorization", `Bearer ${password}`],
          ["X-Api-Key", password],
          ["X-Auth-Key", "hunter2"],
          ["PRIVATE-TOKEN", password],
        ] as const
      ).map(([name, value]) => ({
        name: `refuses the header ${name}: ${value.split(" ")[0] ?? ""} of ${where}`,
        given: [job({ [`${CONTAINER}/${where}`]: { httpGet: { httpHeaders: [{ name, value }] } } })],
        says: jobSays(
          `container backup: header ${name} of ${where.replace("/", ".")} is a secret by its name`,
          ...file,
        ),
      })),
  ),
  {
    name: "accepts headers without a secret",
    given: [
      job({
        [`${CONTAINER}/livenessProbe`]: {
          httpGet: {
            httpHeaders: [
              { name: "Host", value: "shop" },
              { name: "X-Cache-Key", value: "probe" },
              { name: "Authorization", value: "none" },
            ],
          },
        },
      }),
    ],
  },
  {
    name: "cannot decide on the unknown header of a hook",
    given: [
      job({
        [`${CONTAINER}/lifecycle/preStop`]: { httpGet: { httpHeaders: [{ name: "Token", value: unknown }] } },
      }),
    ],
    says: jobUndecided(`${CONTAINER_PATH}.lifecycle.preStop.httpGet.httpHeaders[0].value`),
  },
  ...["$ecretPass1", "$$ecretPass1", "$DB_PASSWORD"].map((value) => ({
    name: `refuses ${value}, which the kubelet takes as it is`,
    given: [env({ name: "POSTGRES_PASSWORD", value })],
    says: jobSays("container backup: env POSTGRES_PASSWORD is a secret by its name", ...file),
  })),
  ...["$(PGPASSWORD)", "${db.password}", "$__file{/run/password}", "vault:secret/data/db#password"].map(
    (value) => ({
      name: `accepts ${value}`,
      given: [env({ name: "POSTGRES_PASSWORD", value })],
    }),
  ),
  {
    name: "refuses a word of a command",
    given: [job({ [`${CONTAINER}/command`]: ["sh", `pg_dump ${url}`] })],
    says: jobSays("container backup: command[1] looks like a URL with a password", ...file),
  },
  {
    name: "cannot decide on unknown",
    given: [env({ name: "PGUSER", value: unknown })],
    says: jobUndecided(`${CONTAINER_PATH}.env[0].value`),
  },
]);

const CRON_JOB = "kubernetes:batch/v1:CronJob";
const holding = (note: Value): Fields => ({ metadata: { annotations: { note } } });
const made = (spec: Fields): Fields => ({ spec });
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const annotated = (key: string, value: Value) =>
  resource("kubernetes:apps/v1:Deployment", "api", { metadata: { annotations: { [key]: value } } });
const noted = (value: Value) =>
  resource("kubernetes:apps/v1:Deployment", "api", { metadata: { annotations: { note: value } } });
describeRule(annotationHoldsNoSecret, [
  { name: "accepts a note", given: [noted("hourly")] },
  ...(
    [
      ["checksum/secret", randomBytes(32).toString("hex")],
      ["nginx.ingress.kubernetes.io/auth-secret", "basic-auth"],
      ["vault.hashicorp.com/agent-inject-secret-db-password", "secret/data/orders/db"],
    ] as const
  ).map(([key, value]) => ({
    name: `accepts ${key}, which names a secret or depends on one`,
    given: [
      resource("kubernetes:networking.k8s.io/v1:Ingress", "api", {
        metadata: { annotations: { [key]: value } },
      }),
    ],
  })),
  ...(
    [
      ["app/config", '{"db":{"host":"db","passwordFile":"/run/password"}}'],
      ["note", "token expired"],
      ["kubernetes.io/change-cause", "kubectl apply --filename=orders.yaml; rotated the token"],
      [
        "vault.hashicorp.com/agent-inject-template-db",
        '{{- with secret "kv/db" -}}\nexport DB_PASSWORD="{{ .Data.password }}"\ndsn="host=db password={{ .Data.password }}"\n{{- end }}',
      ],
      ["nginx.org/location-snippets", 'proxy_set_header Authorization "Bearer $token";'],
      [
        LAST_APPLIED,
        JSON.stringify({ kind: "Secret", metadata: { name: "db" }, data: {}, stringData: { a: "${A}" } }),
      ],
      [LAST_APPLIED, JSON.stringify({ kind: "ConfigMap", data: { url: "https://db" } })],
    ] as const
  ).map(([key, value]) => ({
    name: `accepts ${key} of ${value}`,
    given: [annotated(key, value)],
  })),
  ...(
    [
      ["app/config", '{"db":{"password":"hunter2"}}', ": password is a secret by its name"],
      ["note", "password: hunter2", ": password is a secret by its name"],
      [
        "nginx.ingress.kubernetes.io/configuration-snippet",
        `proxy_set_header Authorization "Basic ${Buffer.from("app:hunter2").toString("base64")}";`,
        " looks like a header with a password",
      ],
      [
        LAST_APPLIED,
        JSON.stringify({ spec: { containers: [{ env: [{ name: "PGPASSWORD", value: "hunter2" }] }] } }),
        ": PGPASSWORD is a secret by its name",
      ],
      [
        LAST_APPLIED,
        JSON.stringify({ kind: "Secret", stringData: { password: "hunter2" } }),
        ": password is of a Secret",
      ],
      [
        LAST_APPLIED,
        JSON.stringify({ kind: "Secret", data: { "tls.key": "aHVudGVyMg==" } }),
        ": tls.key is of a Secret",
      ],
    ] as const
  ).map(([key, value, found]) => ({
    name: `refuses ${key} of ${value}`,
    given: [annotated(key, value)],
    says: [
      `violation | Deployment api: annotation ${key}${found}; everybody in the namespace can read annotations; move it to a Secret`,
    ],
  })),
  {
    name: "refuses a password of plain words, by its name",
    given: [
      resource("kubernetes:apps/v1:Deployment", "api", {
        metadata: { annotations: { "app/password": "open-sesame" } },
      }),
    ],
    says: [
      "violation | Deployment api: annotation app/password is a secret by its name; everybody in the namespace can read annotations; move it to a Secret",
    ],
  },
  {
    name: "refuses a key",
    given: [noted(awsKey)],
    says: [
      "violation | Deployment api: annotation note looks like an AWS access key; everybody in the namespace can read annotations; move it to a Secret",
    ],
  },
  ...(
    [
      [
        "spec.template",
        resource("kubernetes:apps/v1:Deployment", "api", made({ template: holding(awsKey) })),
      ],
      ["spec.jobTemplate", resource(CRON_JOB, "api", made({ jobTemplate: holding(awsKey) }))],
      [
        "spec.jobTemplate.spec.template",
        resource(CRON_JOB, "api", made({ jobTemplate: made({ template: holding(awsKey) }) })),
      ],
    ] as const
  ).map(([above, given]) => ({
    name: `refuses a key in ${above}`,
    given: [given],
    says: [
      `violation | ${given.type.split(":")[2] ?? ""} api: ${above}: annotation note looks like an AWS access key; everybody in the namespace can read annotations; move it to a Secret`,
    ],
  })),
  {
    name: "tells what is beside an unknown one, and the unknown once",
    given: [resource(CRON_JOB, "api", { metadata: { annotations: { note: awsKey } }, spec: unknown })],
    says: [
      "violation | CronJob api: annotation note looks like an AWS access key; everybody in the namespace can read annotations; move it to a Secret",
      ...undecidedOn("CronJob api", "spec"),
    ],
  },
  {
    name: "cannot decide on unknown",
    given: [noted(unknown)],
    says: undecidedOn("Deployment api", "metadata.annotations.note"),
  },
]);

const asFile = [
  "a secret should be a file from a Secret",
  "mount a Secret with defaultMode 0400 and pass the file's name",
];
describeRule(secretComesAsAFile, [
  accepted,
  { name: "accepts a plain value", given: [env({ name: "HOST", value: "db" })] },
  {
    name: "refuses a reference",
    given: [env({ name: "DB", valueFrom: { secretKeyRef: { name: "db", key: "password" } } })],
    says: jobSays("container backup: env DB comes from a Secret", ...asFile),
  },
  {
    name: "refuses all of a Secret",
    given: [job({ [`${CONTAINER}/envFrom`]: [{ secretRef: { name: "db" } }] })],
    says: jobSays("container backup: all of Secret db is env", ...asFile),
  },
  {
    name: "judges the others beside an unknown one",
    given: [job({ [`${CONTAINER}/envFrom`]: [unknown, { secretRef: { name: "db" } }] })],
    says: [
      ...jobUndecided(`${CONTAINER_PATH}.envFrom[0]`),
      ...jobSays("container backup: all of Secret db is env", ...asFile),
    ],
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [`${CONTAINER}/env`]: unknown })],
    says: jobUndecided(`${CONTAINER_PATH}.env`),
  },
]);
