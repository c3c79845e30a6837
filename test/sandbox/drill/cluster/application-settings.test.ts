import { describe, expect, it } from "vitest";
import { databaseSettings } from "../../../../sandbox/drill/cluster/application-settings";
import { podTemplate } from "../../../../sandbox/drill/cluster/pod-template";
import type { StoredObject } from "../../../../sandbox/drill/cluster/stored-object";

const ENV = {
  PGHOST: "127.0.0.1",
  PGPORT: "5433",
  PGDATABASE: "kyb_platform",
  PGUSER: "kyb_platform_app",
  PGSSLMODE: "require",
  PGPASSWORD_FILE: "/var/run/secrets/app/PGPASSWORD",
};

const SECRET: StoredObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "api-secrets", namespace: "kyb" },
  stringData: { PGPASSWORD: "p w\n" },
};

/** Settings of an application pod with this environment. */
function settings(env: Readonly<Record<string, string>>, objects: readonly StoredObject[] = [SECRET]) {
  const template = podTemplate.parse({
    spec: {
      initContainers: [{ name: "fence-check", image: "jobs", volumeMounts: [{ name: "scripts" }] }],
      containers: [
        {
          name: "api",
          image: "application",
          lifecycle: { preStop: { sleep: { seconds: 5 } } },
          env: Object.entries(env).map(([name, value]) => ({ name, value })),
          volumeMounts: [{ name: "secrets", mountPath: "/var/run/secrets/app", readOnly: true }],
        },
      ],
      volumes: [
        { name: "secrets", secret: { secretName: "api-secrets", defaultMode: 0o400 } },
        { name: "scripts", configMap: { name: "not-there" } },
      ],
    },
  });
  const [container] = template.spec.containers;
  const owner = { kind: "Deployment", namespace: "kyb", name: "api" };
  return databaseSettings({ owner, template, container }, objects);
}

describe("an application's database settings", () => {
  it("come from its environment and the mounted Secret", () => {
    expect(settings(ENV)).toEqual({
      host: "127.0.0.1",
      port: 5433,
      database: "kyb_platform",
      user: "kyb_platform_app",
      password: "p w",
      tls: true,
    });
    expect(settings({ ...ENV, PGSSLMODE: "disable" })?.tls).toBe(false);
  });

  it("are read from a Secret's data too", () => {
    const data = { PGPASSWORD: Buffer.from("other").toString("base64") };
    expect(settings(ENV, [{ ...SECRET, stringData: {}, data }])?.password).toBe("other");
  });

  it("are absent where it has none", () => {
    expect(settings({ REDIS_URL: "redis://redis-service:6379/0" })).toBeUndefined();
  });

  it.each(Object.keys(ENV))("are refused without %s", (name) => {
    const others = Object.fromEntries(Object.entries(ENV).filter(([other]) => other !== name));
    expect(() => settings(others)).toThrow(
      new RegExp(`^Deployment kyb/api, container api cannot be run as it is:\\n +${name}:`),
    );
  });

  it("are refused with a password file that is not there, by name", () => {
    const elsewhere = { ...ENV, PGPASSWORD_FILE: "/etc/password" };
    expect(() => settings(elsewhere)).toThrow(
      "PGPASSWORD_FILE names /etc/password, which is not there; nothing is mounted there",
    );
    const other = { ...ENV, PGPASSWORD_FILE: "/var/run/secrets/app/PASSWORD" };
    expect(() => settings(other)).toThrow(
      "PGPASSWORD_FILE names /var/run/secrets/app/PASSWORD, which is not there; its volume holds PGPASSWORD.",
    );
  });

  it("are refused when any other secret file is missing", () => {
    expect(() => settings({ ...ENV, JWT_SECRET_FILE: "/var/run/secrets/app/JWT_SECRET" })).toThrow(
      "JWT_SECRET_FILE names /var/run/secrets/app/JWT_SECRET",
    );
    expect(settings({ ...ENV, SSL_CERT_FILE: "/etc/ssl/certs/ca-certificates.crt" })).toBeDefined();
  });

  it("are refused when the Secret is missing", () => {
    expect(() => settings(ENV, [])).toThrow("Secret kyb/api-secrets not found");
  });
});
