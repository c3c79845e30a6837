import { configVolumeIsNotForOthers } from "../../../../policies/rules/secret/config-volume-is-not-for-others";
import { passwordFileIsAccepted } from "../../../../policies/rules/secret/password-file-is-accepted";
import { secretVolumeIsPrivate } from "../../../../policies/rules/secret/secret-volume-is-private";
import { unknown, type Value } from "../../../../policies/support/input/value";
import { describeRule } from "../../support/cases";
import { CONTAINER, CONTAINER_PATH, job, jobSays, jobUndecided, POD, POD_PATH } from "../../support/job";

const accepted = { name: "accepts a sound job", given: [job()] };

const SECRET = `${POD}/volumes/1/secret`;
const noGroup = { [`${POD}/securityContext/fsGroup`]: undefined };
const alone = ["0400 or 0600 is required", "set defaultMode: 0400"];
const group = ["at most 0440 is allowed with fsGroup", "set defaultMode: 0400"];
describeRule(secretVolumeIsPrivate, [
  accepted,
  { name: "accepts 0600 without fsGroup", given: [job({ ...noGroup, [`${SECRET}/defaultMode`]: 0o600 })] },
  { name: "accepts 0440 with fsGroup", given: [job({ [`${SECRET}/defaultMode`]: 0o440 })] },
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
  {
    name: "tells once that the group of all volumes is unknown",
    given: [
      job({
        [`${POD}/securityContext/fsGroup`]: unknown,
        [`${POD}/volumes`]: ["one", "two"].map((name) => ({ name, secret: { secretName: name } })),
      }),
    ],
    says: jobUndecided(`${POD_PATH}.securityContext.fsGroup`),
  },
  {
    name: "judges what is beside an unknown one",
    given: [
      job({
        ...noGroup,
        [`${POD}/volumes`]: [
          { name: "one", secret: { secretName: "one", defaultMode: unknown } },
          { name: "two", secret: { secretName: "two", defaultMode: 0o444 } },
        ],
      }),
    ],
    says: [
      ...jobUndecided(`${POD_PATH}.volumes[0].secret.defaultMode`),
      ...jobSays("volume two has mode 0444", ...alone),
    ],
  },
]);

/** A job whose container finds its password file there, and mounts the Secret. */
const passwordFile = (value: Value, more: Readonly<Record<string, Value | undefined>> = {}) =>
  job({
    [`${CONTAINER}/env`]: [{ name: "PGPASSFILE", value }],
    [`${CONTAINER}/volumeMounts`]: [{ name: "database", mountPath: "/run/database" }],
    ...more,
  });
/** Two mounts, one below the other, the outer one first or last. */
const below = (first: number, outer = "database", inner = "work"): Value => {
  const mounts = [
    { name: outer, mountPath: "/run/database/" },
    { name: inner, mountPath: "/run/database/work" },
  ];
  return first === 0 ? mounts : mounts.reverse();
};
describeRule(passwordFileIsAccepted, [
  accepted,
  { name: "accepts one beside the Secret", given: [passwordFile("/run/database-file")] },
  {
    name: "accepts one of a Secret that no group may read",
    given: [passwordFile("/run/database/pgpass", noGroup)],
  },
  ...[
    { secret: { secretName: "database" } },
    { projected: { sources: [{ secret: { name: "database" } }] } },
  ].map((source) => ({
    name: `refuses one of a ${String(Object.keys(source)[0])} that a group may read`,
    given: [passwordFile("/run/database/pgpass", { [`${POD}/volumes`]: [{ name: "database", ...source }] })],
    says: jobSays(
      "container backup: PGPASSFILE is /run/database/pgpass, of volume database, 0440 by fsGroup",
      "libpq accepts at most 0600",
      "write the password file into an emptyDir with umask 077, and set PGPASSFILE to it",
    ),
  })),
  ...[0, 1].map((first) => ({
    name: `accepts one in an emptyDir below the Secret, mounted ${first === 0 ? "after" : "before"} it`,
    given: [passwordFile("/run/database/work/pgpass", { [`${CONTAINER}/volumeMounts`]: below(first) })],
  })),
  {
    name: "refuses one of a Secret below an emptyDir",
    given: [
      passwordFile("/run/database/work/pgpass", {
        [`${CONTAINER}/volumeMounts`]: below(0, "work", "database"),
      }),
    ],
    says: jobSays(
      "container backup: PGPASSFILE is /run/database/work/pgpass, of volume database, 0440 by fsGroup",
      "libpq accepts at most 0600",
      "write the password file into an emptyDir with umask 077, and set PGPASSFILE to it",
    ),
  },
  {
    name: "cannot decide while it is not known where a volume is mounted",
    given: [
      passwordFile("/run/database/pgpass", {
        [`${CONTAINER}/volumeMounts`]: [{ name: "database", mountPath: unknown }],
      }),
    ],
    says: jobUndecided(`${CONTAINER_PATH}.volumeMounts[0].mountPath`),
  },
  {
    name: "cannot decide on unknown",
    given: [passwordFile(unknown)],
    says: jobUndecided(`${CONTAINER_PATH}.env[0].value`),
  },
]);

const CONFIG = `${POD}/volumes/0/configMap/defaultMode`;
describeRule(configVolumeIsNotForOthers, [
  accepted,
  { name: "accepts a script of 0750", given: [job({ [CONFIG]: 0o750 })] },
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
  {
    name: "judges what is beside an unknown one",
    given: [
      job({
        [`${POD}/volumes`]: [unknown, { name: "two", configMap: { name: "two", defaultMode: 0o644 } }],
      }),
    ],
    says: [
      ...jobUndecided(`${POD_PATH}.volumes[0]`),
      ...jobSays(
        "volume two has mode 0644",
        "at most 0640 is allowed for a setting",
        "set defaultMode: 0440",
      ),
    ],
  },
]);
