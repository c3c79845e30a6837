import type { Service } from "../../infra/catalog/types";
import type { Settings } from "../../infra/config";
import { exporter } from "../../infra/scraping/exporter";
import { jsonExporter } from "../../infra/scraping/json-exporter";
import { RUNBOOKS } from "./runbooks";

/** A small service of no runbook: tests of components must not change with the catalog's figures. */
export const library = {
  id: "library",
  title: "Library",
  owner: "reading-room",
  dataClass: "personal",
  namespace: "library-system",
  objectives: { rpoMinutes: 60, rtoMinutes: 240 },
  domains: [],
  database: {
    name: "library",
    ownerRole: "librarian",
    port: 6432,
    schemas: ["public"],
    maxConnections: 100,
    reservedConnections: 10,
    keyTables: ["public.books", "public.loans"],
    integrity: [
      {
        id: "loans-without-book",
        description: "A loan names a book that is not there",
        sql: "SELECT count(*) FROM public.loans l LEFT JOIN public.books b ON b.id = l.book WHERE b.id IS NULL",
      },
    ],
    newestRowSql: "SELECT max(lent_at) FROM public.loans",
    newestRowMaxAgeMinutes: 1440,
    extensions: [],
    settings: { idleSessionMinutes: 60, slowStatementMilliseconds: 1000 },
    migrateCommand: ["migrate"],
    migrationTrial: { untriedBecause: "the library's tool has no trial" },
  },
  backup: {
    bucket: "library-backups",
    prefix: "postgresql",
    configPrefix: "k8s-configs",
    schedule: "*/15 * * * *",
    verifySchedule: "30 3 * * *",
    drillSchedule: "30 9 10 * *",
    configSchedule: "25 2 * * *",
    timeZone: "Europe/Paris",
    tiers: ["hourly", "daily", "weekly", "monthly"],
    dumpMibPerSecond: 100,
    restoreMibPerSecond: 50,
  },
  workloads: [],
  capacity: {
    growthPercentPerMonth: { users: 1, data: 1, requests: 1 },
    replicas: {},
    databaseCores: { now: 1, months6: 1, months12: 2 },
    databaseMemoryGib: { now: 2, months6: 2, months12: 4 },
    databaseStorageGib: { now: 100, months6: 200, months12: 400 },
    source: { stated: "made up for tests" },
  },
  thresholds: {
    cpuPercent: 70,
    memoryPercent: 80,
    memoryUrgentPercent: 90,
    diskPercent: 85,
    connectionPercent: 80,
    errorPercent: 1,
    errorWindowMinutes: 5,
    p95Milliseconds: 500,
    failedLoginsPerSecond: 10,
    forbiddenPerSecond: 5,
    databaseDownMinutes: 1,
    longQueryMinutes: 5,
    evaluationMinutes: 5,
  },
  housekeeping: { logRetentionDays: 30, localDumpRetentionDays: 7, oldDataRetentionDays: null },
  escalation: {
    default: { contacts: [] },
    areas: {},
    slack: { operations: "#ops", incidents: "#incidents" },
  },
  maintenance: {
    slot: { weekday: "sunday", ordinal: 1, hour: 2, timeZone: "Europe/Paris" },
    durationMinutes: 60,
    noticeHours: 48,
    steps: ["backup", "health-check"],
    vacuumTables: [],
  },
  checks: [],
  errorCodes: [],
  certificate: { secretName: "library-tls", durationDays: 90, renewBeforeDays: 30, alertBeforeDays: 14 },
  readinessGates: [],
} satisfies Service;

/** The same with a server in the cluster, which archives. */
export const archivedLibrary = {
  ...library,
  database: {
    ...library.database,
    server: {
      kind: "cluster",
      archive: {
        timeoutSeconds: 60,
        fullSchedule: "10 1 * * 0",
        differentialSchedule: "40 1 * * 1-6",
        incrementalSchedule: "20 */6 * * *",
        verifySchedule: "30 5 * * 6",
        drillSchedule: "15 8 2 * *",
        dumpSchedule: "0 2 * * *",
        keepDays: 14,
      },
    },
  },
} satisfies Service;

/** The same behind a CDN. */
export const libraryWithCdn = {
  ...library,
  cdn: {
    host: "cdn.library.example",
    scope: "everything",
    files: ["/cover.png"],
    expectStatuses: ["MISS", "HIT"],
    intervalSeconds: 5,
  },
} satisfies Service;

/** The same with a vault of legal records. */
export const libraryWithLegal = {
  ...library,
  legal: {
    bucket: "library-legal",
    prefix: "gdpr-deletions",
    retentionDays: 1095,
    lockMode: "COMPLIANCE",
    graceDays: 30,
    erasure: [],
  },
} satisfies Service;

/** Images of the exporters. */
export const exporterImage = {
  [exporter.repository]: `registry.example.com/exporter@sha256:${"e".repeat(64)}`,
  [jsonExporter.repository]: `registry.example.com/json-exporter@sha256:${"e".repeat(64)}`,
};

/** Image of a database server in the cluster. */
export const serverImage = `registry.internal/lifeboat-postgresql@sha256:${"5a".repeat(32)}`;

/** Config of a primary that serves. */
export const primary: Settings = {
  role: "primary",
  posture: "active",
  postures: {},
  peerStack: "organization/lifeboat/dr",
  region: "us-east-1",
  replicaRegion: "us-west-2",
  primaryRegion: undefined,
  accountId: "123456789012",
  oidcProvider: "oidc.eks.us-east-1.amazonaws.com/id/PRIMARY",
  jobImage: `registry.example.com/jobs@sha256:${"0".repeat(64)}`,
  ageRecipients: ["age1recipient"],
  databaseHosts: { library: "library.db.example.com" },
  databasePorts: {},
  jobsBypassRowSecurity: {},
  databaseServers: {},
  serverImage,
  databaseReseeds: {},
  sslMode: "require",
  databaseAuthorityFile: undefined,
  databaseAdminUser: "lifeboat_admin",
  s3Endpoint: undefined,
  activation: undefined,
  services: ["library"],
  ingressHost: "ingress.us-east-1.example.com",
  hostedZones: {},
  cloudflareZones: {},
  cloudflareApiUrl: undefined,
  canary: {},
  images: exporterImage,
  bucketSuffix: "",
  runbookUrl: RUNBOOKS,
  capacityHorizon: "now",
  primaryLost: false,
  lostOnPrimary: {},
  scratchHosts: {},
  restoreBackups: {},
  prometheusOperator: true,
  cloudflare: true,
  route53: true,
  blackboxExporter: "blackbox-exporter.monitoring.svc:19115",
  oncallMail: undefined,
  deadManUrl: undefined,
  monitoringNamespace: "monitoring",
  network: { ingressNamespace: "ingress-nginx", endpointCidrs: [], databaseCidrs: [] },
  namespaceQuotas: {},
  sizes: {},
  features: {},
  maintenance: [],
  debug: [],
  secretStore: undefined,
  certificates: undefined,
  logs: undefined,
};

/** Config of a standby that waits. */
export const standby: Settings = {
  ...primary,
  role: "standby",
  posture: "passive",
  peerStack: "organization/lifeboat/prod",
  region: "us-west-2",
  replicaRegion: undefined,
  primaryRegion: "us-east-1",
  oidcProvider: "oidc.eks.us-west-2.amazonaws.com/id/STANDBY",
  databaseHosts: { library: "library.db-dr.example.com" },
};
