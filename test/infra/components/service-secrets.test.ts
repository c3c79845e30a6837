import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { byLogin } from "../../../infra/catalog/logins";
import { serviceSecrets } from "../../../infra/components/service-secrets";
import { archivedLibrary, library } from "../../support/service-fixture";

const word = pulumi.secret("word");
const [primary, standby] = [pulumi.secret("primary-word"), pulumi.secret("standby-word")];
const secrets = {
  databases: { library: { admin: word, ...byLogin(() => word) } },
  repositories: { library: { primary, standby } },
  workloads: {},
  cloudflare: undefined,
  ageIdentity: word,
};

describe("passphrases of a service's repositories", () => {
  it("are those of config, each under its property of a store", () => {
    expect(serviceSecrets(archivedLibrary, { secretStore: undefined, secrets }).repositories).toEqual({
      primary: { value: primary, property: "repository-primary" },
      standby: { value: standby, property: "repository-standby" },
    });
  });

  it("have no value where a store holds them", () => {
    const secretStore = { kind: "SecretStore", name: "vault" } as const;
    const stored = { secretStore, secrets: { ...secrets, repositories: {}, ageIdentity: undefined } };
    expect(serviceSecrets(archivedLibrary, stored).repositories).toMatchObject({
      primary: { value: undefined, property: "repository-primary" },
      standby: { value: undefined },
    });
  });

  it("are none where the stack declares no server, whatever config has", () => {
    expect(serviceSecrets(library, { secretStore: undefined, secrets }).repositories).toEqual({});
  });
});
