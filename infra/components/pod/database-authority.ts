import { contentName, objectName } from "../../naming";
import { mountedConfigMap, type Mounted } from "./mounted";

/** How a client and the database server make sure of each other. */
export interface DatabaseTls {
  /** libpq's sslmode. */
  readonly sslMode: string;
  /** ConfigMap of the authority's certificates; undefined where clients do not check the server's. */
  readonly authority?: string | undefined;
}

const DIRECTORY = "/etc/lifeboat/database-authority";
const FILE = "ca.crt";

/** Where a pod has the certificates of the authority, in PEM. */
export const AUTHORITY_FILE = `${DIRECTORY}/${FILE}`;

/** The ConfigMap of an authority's certificates, as it is named by its content. @param certificates PEM */
export function authorityObject(certificates: string) {
  const base = objectName("lifeboat", "database-authority");
  const data = { [FILE]: certificates };
  return { base, data, name: contentName(base, data) };
}

/** Its files in a pod that talks to the database; undefined where there are none. */
export const authorityFiles = ({ authority }: Pick<DatabaseTls, "authority">): Mounted | undefined =>
  authority === undefined ? undefined : mountedConfigMap("database-authority", authority, DIRECTORY);

/** Variables of libpq. */
export const tlsVariables = ({ sslMode, authority }: DatabaseTls): Readonly<Record<string, string>> => ({
  PGSSLMODE: sslMode,
  ...(authority === undefined ? {} : { PGSSLROOTCERT: AUTHORITY_FILE }),
});

/** The same as parameters of a connection URL. */
export const tlsQuery = ({ sslMode, authority }: DatabaseTls): string =>
  `sslmode=${sslMode}${authority === undefined ? "" : `&sslrootcert=${AUTHORITY_FILE}`}`;
