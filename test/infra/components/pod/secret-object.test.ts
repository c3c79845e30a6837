import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import {
  externalSecretSpec,
  secretObject,
  type SecretSource,
} from "../../../../infra/components/pod/secret-object";
import { databaseUrl } from "../../../../infra/components/workloads/workload-environment";
import { declared, valueOf } from "../../../support/pulumi-mocks";
import { fromConfig, libraryLogin } from "../../../support/workload-fixture";

const SECRET = "kubernetes:core/v1:Secret";
const EXTERNAL = "kubernetes:external-secrets.io/v1:ExternalSecret";
const stored = { store: { kind: "ClusterSecretStore", name: "vault" }, entry: "lifeboat/library" } as const;

class Parent extends pulumi.ComponentResource {
  constructor() {
    super("test:index:Parent", "parent");
  }
}

const endpoint = libraryLogin;
const data = {
  PGPASSWORD: { value: pulumi.secret("p/w +1"), property: "library_app" },
  DATABASE_URL: {
    value: pulumi.secret("p/w +1"),
    property: "library_app",
    url: (encoded: string) => databaseUrl(endpoint, encoded),
  },
};
const made = async (source: SecretSource, changed: Partial<typeof data> = {}, preview = false) =>
  declared(
    () => {
      const place = { base: "desk-secrets", namespace: "library-system", labels: {} };
      return secretObject("desk", { ...place, data: { ...data, ...changed } }, source, new Parent());
    },
    { preview },
  );

describe("secretObject with the values of config", () => {
  it("is an immutable Secret whose values alone are secret", async () => {
    const { resources } = await made(fromConfig);
    const { inputs, secretPaths } = resources.one(SECRET, "desk");
    expect(inputs).toMatchObject({
      immutable: true,
      type: "Opaque",
      stringData: {
        PGPASSWORD: "p/w +1",
        DATABASE_URL:
          "postgresql://library_app:p%2Fw%20%2B1@library.db.example.com:6432/library?sslmode=require",
      },
    });
    expect(secretPaths.join()).toMatch(/^stringData/);
    expect(JSON.stringify(inputs["metadata"])).not.toContain("p/w");
  });

  it("has a name that is known at preview, is no secret, and changes with a value or the key", async () => {
    const name = async (source: SecretSource = fromConfig, changed: Partial<typeof data> = {}) => {
      const { result } = await made(source, changed, true);
      expect(await pulumi.isSecret(pulumi.output(result.name))).toBe(false);
      return valueOf(pulumi.output(result.name));
    };
    const first = await name();
    expect(first).toMatch(/^desk-secrets-[0-9a-f]{10}$/);
    expect(await name()).toBe(first);
    const other = { PGPASSWORD: { value: pulumi.secret("other"), property: "library_app" } };
    expect(await name(fromConfig, other)).not.toBe(first);
    expect(await name({ digestKey: pulumi.secret("another key") })).not.toBe(first);
  });

  it("fails where a value is missing, and names its property", async () => {
    const nothing = { value: undefined, property: "library_app" };
    const place = { base: "desk-secrets", namespace: "n", labels: {}, data: { PGPASSWORD: nothing } };
    await expect(declared(() => secretObject("desk", place, fromConfig, new Parent()))).rejects.toThrow(
      "Secret desk-secrets: library_app: missing",
    );
  });
});

describe("secretObject with a store", () => {
  it("is an ExternalSecret that makes a Secret of the base's name, and holds no value", async () => {
    const { resources, result } = await made(stored);
    expect(result.name).toBe("desk-secrets");
    expect(resources.all(SECRET)).toEqual([]);
    const { inputs, secretPaths } = resources.one(EXTERNAL, "desk");
    expect(inputs).toMatchObject({ metadata: { name: "desk-secrets", namespace: "library-system" } });
    expect(JSON.stringify(inputs)).not.toContain("p/w");
    expect(secretPaths).toEqual([]);
  });

  it("needs no value of config", async () => {
    const nothing = { value: undefined, property: "library_app" };
    const place = { base: "desk-secrets", namespace: "n", labels: {}, data: { PGPASSWORD: nothing } };
    const { resources } = await declared(() => secretObject("desk", place, stored, new Parent()));
    expect(resources.all(EXTERNAL)).toHaveLength(1);
  });

  it("asks the store for each key, and writes a URL around a value", () => {
    expect(externalSecretSpec("desk-secrets", data, stored)).toEqual({
      refreshInterval: "15m",
      secretStoreRef: { kind: "ClusterSecretStore", name: "vault" },
      target: {
        name: "desk-secrets",
        creationPolicy: "Owner",
        deletionPolicy: "Retain",
        template: {
          engineVersion: "v2",
          type: "Opaque",
          data: {
            PGPASSWORD: '{{ index . "PGPASSWORD" }}',
            DATABASE_URL:
              'postgresql://library_app:{{ index . "DATABASE_URL" | urlquery | replace "+" "%20" }}@library.db.example.com:6432/library?sslmode=require',
          },
        },
      },
      data: ["PGPASSWORD", "DATABASE_URL"].map((secretKey) => ({
        secretKey,
        remoteRef: { key: "lifeboat/library", property: "library_app" },
      })),
    });
  });
});
