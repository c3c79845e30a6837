import { randomBytes } from "node:crypto";
import { annotationHoldsNoSecret } from "../../../policies/rules/annotation-holds-no-secret";
import { configMapHoldsNoSecret } from "../../../policies/rules/config-map-holds-no-secret";
import { configVolumeIsNotForOthers } from "../../../policies/rules/config-volume-is-not-for-others";
import { environmentHoldsNoSecret } from "../../../policies/rules/environment-holds-no-secret";
import { passwordFileIsAccepted } from "../../../policies/rules/password-file-is-accepted";
import { secretVolumeIsPrivate } from "../../../policies/rules/secret-volume-is-private";
import { unknown, type Fields, type Value } from "../../../policies/support/value";
import { describeRule, resource } from "../support/cases";
import { CONTAINER, CONTAINER_PATH, job, jobSays, jobUndecided, POD, POD_PATH } from "../support/job";

const password = randomBytes(12).toString("hex");
const url = `postgres://app:${password}@db:5432/app`;
const awsKey = `AKIA${randomBytes(8).toString("hex").toUpperCase()}`;
const accepted = { name: "accepts a sound job", given: [job()], says: [] };

const SECRET = `${POD}/volumes/1/secret`;
const noGroup = { [`${POD}/securityContext/fsGroup`]: undefined };
const alone = ["0400 or 0600 is asked for", "set defaultMode: 0400"];
const group = ["0440 is all that fsGroup may make of a secret", "set defaultMode: 0400"];
describeRule(secretVolumeIsPrivate, [
  accepted,
  {
    name: "accepts 0600 without fsGroup",
    given: [job({ ...noGroup, [`${SECRET}/defaultMode`]: 0o600 })],
    says: [],
  },
  { name: "accepts 0440 with fsGroup", given: [job({ [`${SECRET}/defaultMode`]: 0o440 })], says: [] },
  {
    name: "refuses 0440 without",
    given: [job({ ...noGroup, [`${SECRET}/defaultMode`]: 0o440 })],
    says: jobSays("volume database has mode 0440", ...alone),
  },
  {
    name: "refuses 0600 with fsGroup",
    given: [job({ [`${SECRET}/defaultMode`]: 0o600 })],
    says: jobSays("volume database has mode 0600, 0640 by fsGroup", ...group),
  },
  {
    name: "refuses 0200 with fsGroup, by which its user can read it too",
    given: [job({ [`${SECRET}/defaultMode`]: 0o200 })],
    says: jobSays("volume database has mode 0200, 0640 by fsGroup", ...group),
  },
  {
    name: "refuses the default, 0644",
    given: [job({ ...noGroup, [`${SECRET}/defaultMode`]: undefined })],
    says: jobSays("volume database has mode 0644", ...alone),
  },
  {
    name: "refuses the mode of an item",
    given: [job({ [`${SECRET}/items`]: [{ key: "password", path: "password", mode: 0o444 }] })],
    says: jobSays("volume database, item password has mode 0444", ...group),
  },
  {
    name: "refuses a projected one",
    given: [
      job({
        ...noGroup,
        [`${POD}/volumes`]: [{ name: "all", projected: { sources: [{ secret: { name: "database" } }] } }],
      }),
    ],
    says: jobSays("volume all has mode 0644", ...alone),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [`${SECRET}/defaultMode`]: unknown })],
    says: jobUndecided(`${POD_PATH}.volumes[1].secret.defaultMode`),
  },
]);

/** A job whose container finds its password file there, and mounts the Secret. */
const passwordFile = (value: Value, more: Readonly<Record<string, Value | undefined>> = {}) =>
  job({
    [`${CONTAINER}/env`]: [{ name: "PGPASSFILE", value }],
    [`${CONTAINER}/volumeMounts`]: [{ name: "database", mountPath: "/run/database" }],
    ...more,
  });
describeRule(passwordFileIsAccepted, [
  accepted,
  { name: "accepts one beside the Secret", given: [passwordFile("/run/database-file")], says: [] },
  {
    name: "accepts one of a Secret that no group may read",
    given: [passwordFile("/run/database/pgpass", noGroup)],
    says: [],
  },
  ...[
    { secret: { secretName: "database" } },
    { projected: { sources: [{ secret: { name: "database" } }] } },
  ].map((source) => ({
    name: `refuses one of a ${String(Object.keys(source)[0])} that a group may read`,
    given: [passwordFile("/run/database/pgpass", { [`${POD}/volumes`]: [{ name: "database", ...source }] })],
    says: jobSays(
      "container backup: PGPASSFILE is /run/database/pgpass, of volume database, 0440 by fsGroup",
      "libpq takes 0600 or less",
      "write the password file into an emptyDir with umask 077, and name that",
    ),
  })),
  {
    name: "cannot decide on unknown",
    given: [passwordFile(unknown)],
    says: jobUndecided(`${CONTAINER_PATH}.env[0].value`),
  },
]);

const CONFIG = `${POD}/volumes/0/configMap/defaultMode`;
describeRule(configVolumeIsNotForOthers, [
  accepted,
  { name: "accepts a script of 0750", given: [job({ [CONFIG]: 0o750 })], says: [] },
  {
    name: "refuses a script of 0755",
    given: [job({ [CONFIG]: 0o755 })],
    says: jobSays(
      "volume scripts has mode 0755",
      "at most 0750 is allowed for a script",
      "set defaultMode: 0550",
    ),
  },
  {
    name: "refuses the default, 0644",
    given: [job({ [CONFIG]: undefined })],
    says: jobSays(
      "volume scripts has mode 0644",
      "at most 0640 is allowed for a setting",
      "set defaultMode: 0440",
    ),
  },
  {
    name: "accepts a setting of 0640, whatever fsGroup adds",
    given: [job({ [CONFIG]: 0o640 }), job({ ...noGroup, [CONFIG]: 0o640 })],
    says: [],
  },
  ...[{}, noGroup].map((group) => ({
    name: `refuses a setting of 0660, ${"fsGroup" in group ? "without" : "with"} fsGroup`,
    given: [job({ ...group, [CONFIG]: 0o660 })],
    says: jobSays(
      "volume scripts has mode 0660",
      "at most 0640 is allowed for a setting",
      "set defaultMode: 0440",
    ),
  })),
  {
    name: "refuses a script that its group can write",
    given: [job({ [CONFIG]: 0o770 })],
    says: jobSays(
      "volume scripts has mode 0770",
      "at most 0750 is allowed for a script",
      "set defaultMode: 0550",
    ),
  },
  {
    name: "cannot decide on unknown",
    given: [job({ [CONFIG]: unknown })],
    says: jobUndecided(`${POD_PATH}.volumes[0].configMap.defaultMode`),
  },
]);

const file = ["a secret is a file from a Secret", "mount a Secret with defaultMode 0400 and name the file"];
const env = (variable: Fields) => job({ [`${CONTAINER}/env`]: [variable] });
describeRule(environmentHoldsNoSecret, [
  accepted,
  {
    name: "accepts a number under a name like a secret's",
    given: [env({ name: "ACCESS_TOKEN_TTL", value: "300" })],
    says: [],
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
    name: "refuses a reference",
    given: [env({ name: "DB", valueFrom: { secretKeyRef: { name: "db", key: "password" } } })],
    says: jobSays("container backup: env DB comes from a Secret", ...file),
  },
  {
    name: "refuses all of a Secret",
    given: [job({ [`${CONTAINER}/envFrom`]: [{ secretRef: { name: "db" } }] })],
    says: jobSays("container backup: all of Secret db is env", ...file),
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
  {
    name: "refuses a header of a probe",
    given: [
      job({
        [`${CONTAINER}/readinessProbe`]: {
          httpGet: { httpHeaders: [{ name: "X-Api-Key", value: password }] },
        },
      }),
    ],
    says: jobSays("container backup: header X-Api-Key of readinessProbe is a secret by its name", ...file),
  },
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

const configMap = (data: Value) => resource("kubernetes:core/v1:ConfigMap", "settings", { data });
const mapSays = (found: string) => [
  `violation | ConfigMap settings: data ${found}; a ConfigMap is read by everybody in the namespace; move it to a Secret`,
];
describeRule(configMapHoldsNoSecret, [
  {
    name: "accepts settings and scripts",
    given: [configMap({ "a.json": '{"tokenFile":"/x"}', "a.sh": 'password="$(cat f)"' })],
    says: [],
  },
  {
    name: "refuses a URL with a password",
    given: [configMap({ DATABASE_URL: url })],
    says: mapSays("DATABASE_URL looks like a URL with a password"),
  },
  {
    name: "refuses by name",
    given: [configMap({ JWT_SECRET: password })],
    says: mapSays("JWT_SECRET is a secret by its name"),
  },
  {
    name: "refuses inside a JSON document",
    given: [configMap({ "a.json": JSON.stringify({ db: [{ password }] }) })],
    says: mapSays("a.json: password is a secret by its name"),
  },
  {
    name: "cannot decide on unknown",
    given: [configMap({ a: unknown })],
    says: ['undecided | ConfigMap settings: undecided, data.a is not known at preview; "pulumi up" decides'],
  },
]);

const noted = (value: Value) =>
  resource("kubernetes:apps/v1:Deployment", "api", { metadata: { annotations: { note: value } } });
describeRule(annotationHoldsNoSecret, [
  { name: "accepts a note", given: [noted("hourly")], says: [] },
  {
    name: "refuses a key",
    given: [noted(awsKey)],
    says: [
      "violation | Deployment api: annotation note looks like an AWS access key; annotations are read by everybody in the namespace; move it to a Secret",
    ],
  },
  {
    name: "cannot decide on unknown",
    given: [noted(unknown)],
    says: [
      'undecided | Deployment api: undecided, metadata.annotations.note is not known at preview; "pulumi up" decides',
    ],
  },
]);
