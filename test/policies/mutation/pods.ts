import { kinds } from "./kinds";
import type { Changed, Given, Mutation } from "./mutation";
import { changed, each, with1 } from "./table";

const dsn = ["postgres://app", "word@db:5432/app"].join(":");
const keyBlock = ["-----BEGIN RSA PRIVATE", "KEY-----"].join(" ");

const pod = (rule: string, ...rows: Parameters<typeof changed>[2]) => changed(rule, kinds.pods, rows);

const rights: readonly Mutation[] = [
  ...pod(
    "pod-runs-as-non-root",
    ["pod securityContext runAsNonRoot", false],
    ["pod securityContext runAsUser", 0],
    ["container securityContext runAsNonRoot", false],
    ["container securityContext runAsUser", 0],
  ),
  ...pod(
    "pod-has-seccomp-profile",
    ["pod securityContext seccompProfile", undefined],
    ["pod securityContext seccompProfile type", "Unconfined"],
    ["container securityContext seccompProfile", { type: "Unconfined" }],
  ),
  ...pod(
    "pod-shares-nothing-with-its-node",
    ["pod hostNetwork", true],
    ["pod hostPID", true],
    ["pod hostIPC", true],
    ["pod volumes", with1({ name: "node", hostPath: { path: "/" } })],
    ["container ports", with1({ containerPort: 80, hostPort: 80 })],
  ),
  ...changed("pod-shares-nothing-with-its-node", kinds.daemonSet, [
    ["pod volumes * hostPath path", "/var/log"],
    ["pod volumes * hostPath path", undefined],
    ["container volumeMounts", with1({ name: "logs", mountPath: "/logs", readOnly: false })],
    ["container volumeMounts", each({ readOnly: false })],
  ]),
  ...pod(
    "pod-has-priority",
    ["pod priorityClassName", undefined],
    ["pod priorityClassName", ""],
    ["pod priorityClassName", "system-cluster-critical"],
  ),
  ...pod(
    "container-drops-capabilities",
    ["container securityContext capabilities drop", ["NET_RAW"]],
    ["container securityContext capabilities add", ["SYS_ADMIN"]],
  ),
  ...pod("container-cannot-escalate", ["container securityContext allowPrivilegeEscalation", undefined]),
  ...pod(
    "container-is-not-privileged",
    ["container securityContext allowPrivilegeEscalation", true],
    ["container securityContext privileged", true],
  ),
  ...pod("container-root-is-read-only", ["container securityContext readOnlyRootFilesystem", false]),
  ...pod(
    "container-declares-resources",
    ["container resources requests cpu", undefined],
    ["container resources requests memory", undefined],
    ["container resources limits cpu", undefined],
    ["container resources limits memory", undefined],
  ),
  ...pod("image-is-pinned-by-digest", ["container image", "registry.example.com/app:latest"]),
];

const file = (name: string, source: string, body: object) =>
  with1({ name, projected: { defaultMode: 0o644, sources: [{ [source]: { ...body } }] } });

const wide = { name: "wide", secret: { secretName: "database", defaultMode: 0o440 } };

/** A sound volume of several sources. */
const BUNDLE = {
  given: [
    {
      of: kinds.pods,
      at: "pod volumes",
      to: with1({
        name: "bundle",
        projected: {
          defaultMode: 0o400,
          sources: [{ secret: { name: "database" } }, { configMap: { name: "settings" } }],
        },
      }),
    },
  ],
};
const bundled = (source: string, mode: number) =>
  [
    ["pod volumes * projected defaultMode", mode],
    [`pod volumes * projected sources * ${source} items`, [{ key: "one", path: "one", mode }]],
  ] as const;

/** A login of a Secret whose file a container names: each part, which the others make a fault. */
const LOGIN: readonly (readonly [at: string, to: Changed["to"]])[] = [
  ["pod securityContext fsGroup", 10001],
  ["pod volumes", with1({ name: "login", secret: { secretName: "login", defaultMode: 0o400 } })],
  ["container volumeMounts", with1({ name: "login", mountPath: "/login", readOnly: true })],
  ["container env", with1({ name: "PGPASSFILE", value: "/login/pgpass" })],
];
const BUNDLED = with1({
  name: "login",
  projected: { defaultMode: 0o400, sources: [{ secret: { name: "login" } }] },
});
const passwordFiles: readonly Mutation[] = LOGIN.flatMap((part, index) => {
  const [at] = part;
  const given = LOGIN.filter((other) => other !== part).map(([where, what]): Given => ({
    of: kinds.pods,
    at: where,
    to: what,
  }));
  const without = index === 0 ? [{ of: kinds.pods, at, to: undefined }] : [];
  const rows = at === "pod volumes" ? [part, [at, BUNDLED] as const] : [part];
  return changed("password-file-is-accepted", kinds.pods, rows, undefined, { given: [...without, ...given] });
});

const files: readonly Mutation[] = [
  ...pod(
    "secret-volume-is-private",
    ["pod volumes * secret defaultMode", undefined],
    ["pod volumes * secret defaultMode", 0o444],
    ["pod volumes * secret items", [{ key: "password", path: "password", mode: 0o644 }]],
    ["pod volumes", file("open", "secret", { name: "database" })],
  ),
  ...changed("secret-volume-is-private", kinds.pods, bundled("secret", 0o644), undefined, BUNDLE),
  ...changed(
    "secret-volume-is-private",
    kinds.pods,
    [["pod securityContext fsGroup", undefined]],
    undefined,
    {
      given: [{ of: kinds.pods, at: "pod volumes", to: with1(wide) }],
    },
  ),
  ...pod(
    "config-volume-is-not-for-others",
    ["pod volumes * configMap defaultMode", undefined],
    ["pod volumes * configMap defaultMode", 0o777],
    ["pod volumes * configMap items", [{ key: "settings.json", path: "settings.json", mode: 0o644 }]],
    ["pod volumes", file("open", "configMap", { name: "settings" })],
  ),
  ...changed("config-volume-is-not-for-others", kinds.pods, bundled("configMap", 0o777), undefined, BUNDLE),
  ...passwordFiles,
  ...pod(
    "secret-comes-as-a-file",
    ["container env", with1({ name: "WORD", valueFrom: { secretKeyRef: { name: "s", key: "k" } } })],
    ["container envFrom", [{ secretRef: { name: "database" } }]],
  ),
  ...pod(
    "environment-holds-no-secret",
    ["container env", with1({ name: "PGPASSWORD", value: "word" })],
    ["container env", with1({ name: "DSN", value: dsn })],
    ["container command", with1(dsn)],
    ["container args", with1("--password=word")],
    ["container args", with1("PGPASSWORD=word pg_dump")],
    ["container args", with1("--password", "word")],
    ...["livenessProbe", "readinessProbe", "startupProbe"].flatMap(
      (probe): readonly (readonly [string, Changed["to"]])[] => [
        [`container ${probe}`, { exec: { command: ["ask", dsn] } }],
        [`container ${probe}`, { httpGet: { httpHeaders: [{ name: "X-Auth-Token", value: "word" }] } }],
      ],
    ),
    ...["postStart", "preStop"].flatMap((hook): readonly (readonly [string, Changed["to"]])[] => [
      ["container lifecycle", { [hook]: { exec: { command: ["ask", dsn] } } }],
      [
        "container lifecycle",
        { [hook]: { httpGet: { httpHeaders: [{ name: "Authorization", value: "Bearer word" }] } } },
      ],
    ]),
    ["container env", with1({ name: "PGPASSWORD", value: "$word" })],
    ["container command", ["mysqldump", "-pword", "shop"]],
    ["container args", ["curl", "-H", "X-Vault-Token: word", "https://vault"]],
  ),
  ...changed("script-keeps-its-files-private", kinds.configMap, [["data common", "umask 022"]], undefined, {
    given: [
      { of: kinds.configMap, at: "data job", to: "#!/bin/sh\n. ./common\n" },
      { of: kinds.configMap, at: "data common", to: "umask 077" },
    ],
  }),
  ...changed("script-keeps-its-files-private", kinds.configMap, [
    ["data job", "#!/bin/sh\nset -eu\n"],
    ["data job.sh", "set -eu\n"],
  ]),
  ...changed("command-keeps-its-files-private", kinds.jobs, [
    ["container command", ["/bin/sh", "-c", "pg_dump app > /work/dump"]],
  ]),
  ...changed(
    "command-keeps-its-files-private",
    kinds.jobs,
    [["container args", ["-c", "pg_dump"]]],
    undefined,
    {
      given: [{ of: kinds.jobs, at: "container command", to: ["/bin/sh"] }],
    },
  ),
  ...changed("config-map-holds-no-secret", kinds.configMap, [
    ["data password", "word"],
    ["data url", dsn],
    ["data settings.json", JSON.stringify({ database: { password: "word" } })],
    ["data database.yaml", "database:\n  password: word\n"],
    ["data init.sql", "CREATE USER app WITH PASSWORD 'word';"],
    ["data redis.conf", "requirepass word"],
    ["data settings.xml", "<server><password>word</password></server>"],
    ["data pod.yaml", "env:\n  - name: DB_PASSWORD\n    value: word\n"],
    ["binaryData", { settings: Buffer.from(dsn).toString("base64") }],
  ]),
  ...changed("annotation-holds-no-secret", kinds.objects, [
    ["metadata annotations", { note: keyBlock }],
    ["metadata annotations", { "app/password": "word" }],
    ["metadata annotations", { "app/config": JSON.stringify({ database: { password: "word" } }) }],
  ]),
  ...changed("annotation-holds-no-secret", kinds.pods, [
    ["spec template metadata", { annotations: { note: keyBlock } }],
    ["spec jobTemplate metadata", { annotations: { note: keyBlock } }],
    ["spec jobTemplate spec template metadata", { annotations: { note: keyBlock } }],
  ]),
];

/** What the rules on pods and what they hold guard. */
export const pods: readonly Mutation[] = [...rights, ...files];
