import * as runtime from "@pulumi/pulumi/runtime";
import { declared } from "./pulumi-mocks";

/** Config of the bootstrap stack with all that it may have, as the engine passes it: structures as JSON text. */
export const bootstrapConfig: Readonly<Record<string, string>> = {
  "aws:region": "us-west-2",
  "aws:allowedAccountIds": JSON.stringify(["210987654321"]),
  "lifeboat-bootstrap:accountId": "210987654321",
  "lifeboat-bootstrap:primaryRegion": "us-east-1",
  "lifeboat-bootstrap:standbyRegion": "us-west-2",
  "lifeboat-bootstrap:bucketSuffix": "acme",
  "lifeboat-bootstrap:github": JSON.stringify({ repository: "acme/lifeboat", repositoryId: "4711" }),
  "lifeboat-bootstrap:operators": JSON.stringify({ users: ["ada"], permissionSets: ["Operators"] }),
  "lifeboat-bootstrap:hostedZones": JSON.stringify({
    "acme.internal": "create",
    "old.internal": "Z0ABCDEF",
  }),
  "lifeboat-bootstrap:databaseAccess": JSON.stringify([
    { region: "us-east-1", securityGroup: "sg-0123456789abcdef0", from: "10.20.0.0/24" },
    { region: "us-west-2", securityGroup: "sg-0123456789abcdef1", from: "sg-0123456789abcdef2", port: 5433 },
  ]),
};

/**
 * The bootstrap program, as the engine runs it.
 * @param change config laid over {@link bootstrapConfig}; undefined removes a key
 */
export async function bootstrapProgram(change: Readonly<Record<string, string | undefined>> = {}) {
  const config = Object.entries({ ...bootstrapConfig, ...change }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  runtime.setAllConfig(Object.fromEntries(config));
  return declared(async () => (await import("../../infra/bootstrap/index.js")).default(), {
    stack: "account",
  });
}
