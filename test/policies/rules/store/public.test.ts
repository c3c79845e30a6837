import { dataStoreEncryptsInTransit } from "../../../../policies/rules/store/data-store-encrypts-in-transit";
import { dataStoreIsNotPublic } from "../../../../policies/rules/store/data-store-is-not-public";
import { unknown, type Fields } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const store = (module: string, name: string, inputs: Fields) => [
  resource(`aws:${module}/${name}:${capital(name)}`, "it", inputs),
];
const closed = (label: string, what: string): readonly string[] => [
  `violation | ${label} it: ${what}; only named networks and accounts may reach data; close it`,
];
const clear = (label: string, property: string, value: string, to = "true"): string =>
  `violation | ${label} it: ${property} is ${value}; data must be encrypted in transit; set ${property}: ${to}`;
const forAll = JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: "es:*" }] });

describeRule(dataStoreIsNotPublic, [
  { name: "accepts a private cluster", given: store("redshift", "cluster", {}) },
  {
    name: "accepts a policy for everybody in a network",
    given: store("opensearch", "domain", { vpcOptions: { subnetIds: ["a"] }, accessPolicies: forAll }),
  },
  {
    name: "refuses one outside of it",
    given: store("opensearch", "domain", { accessPolicies: forAll }),
    says: closed("Domain", "accessPolicies allows everybody"),
  },
  {
    name: "refuses a public cluster",
    given: store("redshift", "cluster", { publiclyAccessible: true }),
    says: closed("Cluster", "publiclyAccessible is true"),
  },
  {
    name: "cannot decide on what is unknown",
    given: store("redshift", "cluster", { publiclyAccessible: unknown }),
    says: undecidedOn("Cluster it", "publiclyAccessible"),
  },
]);

describeRule(dataStoreEncryptsInTransit, [
  { name: "accepts the default of MSK", given: store("msk", "cluster", {}) },
  {
    name: "refuses brokers that take clear text too",
    given: store("msk", "cluster", {
      encryptionInfo: { encryptionInTransit: { clientBroker: "TLS_PLAINTEXT" } },
    }),
    says: [clear("Cluster", "encryptionInfo.encryptionInTransit.clientBroker", "TLS_PLAINTEXT", "TLS")],
  },
  {
    name: "refuses a search domain without either",
    given: store("opensearch", "domain", {}),
    says: [
      clear("Domain", "nodeToNodeEncryption.enabled", "absent"),
      clear("Domain", "domainEndpointOptions.enforceHttps", "absent"),
    ],
  },
  {
    name: "cannot decide on what is unknown",
    given: store("memorydb", "cluster", { tlsEnabled: unknown }),
    says: undecidedOn("Cluster it", "tlsEnabled"),
  },
]);
