import * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { objectName } from "../../naming";
import { SERVER_NAME } from "../../postgresql/places";
import type { Placed } from "../scope";

/** Secrets that cert-manager makes: of the server, and of those that may ask it for a backup. */
export const certificateSecrets = {
  server: objectName(SERVER_NAME, "server"),
  client: objectName(SERVER_NAME, "archive"),
} as const;

/** Common name of those that may ask for a backup. */
export const ARCHIVE_CLIENT = "lifeboat-archive";

/** Inputs of {@link ServerCertificates}. */
export interface ServerCertificatesArgs extends Placed {
  /** Names at which the server is reached. */
  readonly hosts: readonly string[];
}

const API_VERSION = "cert-manager.io/v1";
const GROUP = "cert-manager.io";

/** Validity and renewal: pgBackRest and PostgreSQL read a renewed certificate when they are reloaded or start again. */
const AUTHORITY_HOURS = { duration: "87600h", renewBefore: "8760h" };
const LEAF_HOURS = { duration: "17520h", renewBefore: "4380h" };

const privateKey = { algorithm: "ECDSA", size: 256, encoding: "PKCS8" };

const issuedBy = (name: string) => ({ group: GROUP, kind: "Issuer", name });

/** An authority of the namespace's own, whose key nobody else has, and by it the certificates of server and backups. */
export function certificateObjects(hosts: readonly string[]) {
  const selfSigned = objectName(SERVER_NAME, "self-signed");
  const authority = objectName(SERVER_NAME, "authority");
  const leaf = (secretName: string, commonName: string, dnsNames: readonly string[], usage: string) => ({
    kind: "Certificate",
    name: secretName,
    spec: {
      secretName,
      commonName,
      dnsNames: [...dnsNames],
      ...LEAF_HOURS,
      privateKey,
      usages: ["digital signature", usage],
      issuerRef: issuedBy(authority),
    },
  });
  return [
    { kind: "Issuer", name: selfSigned, spec: { selfSigned: {} } },
    {
      kind: "Certificate",
      name: authority,
      spec: {
        isCA: true,
        secretName: authority,
        commonName: authority,
        ...AUTHORITY_HOURS,
        privateKey,
        usages: ["cert sign", "crl sign"],
        issuerRef: issuedBy(selfSigned),
      },
    },
    { kind: "Issuer", name: authority, spec: { ca: { secretName: authority } } },
    leaf(certificateSecrets.server, hosts[0] ?? SERVER_NAME, hosts, "server auth"),
    leaf(certificateSecrets.client, ARCHIVE_CLIENT, [ARCHIVE_CLIENT], "client auth"),
  ] as const;
}

/** Certificates between a server and its backups, and of the server itself. */
export class ServerCertificates extends pulumi.ComponentResource {
  constructor(name: string, args: ServerCertificatesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:ServerCertificates", name, {}, opts);
    for (const object of certificateObjects(args.hosts))
      new CustomResource(
        `${name}-${object.name}-${object.kind.toLowerCase()}`,
        {
          apiVersion: API_VERSION,
          kind: object.kind,
          metadata: {
            name: object.name,
            namespace: args.namespace,
            labels: args.labels,
            // The pods wait for the Secrets anyway.
            annotations: { "pulumi.com/skipAwait": "true" },
          },
          spec: object.spec,
        },
        { parent: this },
      );
    this.registerOutputs({});
  }
}
