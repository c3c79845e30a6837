import type { VaultLocation } from "../../../infra/components/jobs/service-settings";

/** Settings of the shop's jobs: one place to write and read, two tiers, no health URL. */
export function shopSettings(place: VaultLocation, recipient: string): Readonly<Record<string, unknown>> {
  return {
    service: "shop",
    namespace: "shop",
    database: "shop",
    ownerRole: "shop",
    objectives: { rpoMinutes: 60, rtoMinutes: 240 },
    vault: place,
    source: place,
    peer: place,
    appRole: "shop_app",
    jobRoles: ["shop_backup", "shop_restore", "shop_migrate"],
    peerHealth: [],
    ownHealth: [],
    prefix: "postgresql",
    configPrefix: "k8s-configs",
    objectLockMode: "GOVERNANCE",
    safetyLockDays: 1,
    tiers: [
      { name: "hourly", period: "run", lockDays: 1 },
      { name: "daily", period: "day", notBefore: "02:00", lockDays: 7 },
    ],
    ageRecipients: [recipient],
    keyTables: ["public.users", "public.tasks", 'public."odd Name"'],
    integrity: [
      {
        id: "tasks-without-user",
        description: "tasks of nobody",
        sql: "SELECT count(*) FROM tasks WHERE user_id NOT IN (SELECT id FROM users)",
      },
    ],
    newestRowSql: "SELECT max(created_at) FROM tasks",
    newestRowMaxAgeMinutes: 1440,
    configResources: ["/api/v1/namespaces/shop/configmaps", "/apis/apps/v1/namespaces/shop/deployments"],
  };
}
