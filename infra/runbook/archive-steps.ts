import { archiveJobs } from "../catalog/archive-jobs";
import { SERVER_NAME } from "../postgresql/places";
import { exporter } from "../scraping/exporter";
import {
  kubectl,
  moveService,
  MOVING_SERVICE,
  psql,
  pulumi,
  type Place,
  type Steps,
  type StepTable,
} from "./command";
import { declaredAgain, failedRun, lateRun } from "./job-steps";

const serverLog = (place: Place) =>
  kubectl(place, `logs statefulset/${SERVER_NAME} --container=postgresql --since=15m --tail=200`);

const WAITING =
  "SELECT count(*) AS waiting, min(modification) AS oldest FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'";
const ARCHIVER =
  "SELECT last_archived_wal, last_archived_time, last_failed_wal, last_failed_time FROM pg_stat_archiver";

const archiving = (place: Place): Steps => ({
  look: [serverLog(place), psql(place, ARCHIVER), psql(place, WAITING)],
  remedy: [],
  then: "The log says which repository refuses, and why: network, rights of the server's role, key, passphrase. The server goes on archiving by itself once it answers. Never delete WAL by hand: a repository that lacks a segment has no point in time after it.",
});

/** Steps for a database server that the stack declares. */
export const archiveSteps: StepTable = {
  ArchiveBehind: archiving,
  ArchiveFailing: archiving,
  ArchiveFillsDisk: (place) => ({
    look: [
      serverLog(place),
      psql(place, WAITING),
      kubectl(place, `exec ${SERVER_NAME}-0 --container=archive -- df -h /var/lib/postgresql`),
    ],
    before:
      "Enlarge it once, by enough, because a volume cannot shrink and clouds limit how often it may grow: 23 GiB for each day that a repository may be down.",
    remedy: [
      kubectl(
        place,
        `patch persistentvolumeclaim ${SERVER_NAME}-data --type=merge -p '{"spec":{"resources":{"requests":{"storage":"<more>Gi"}}}}'`,
      ),
    ],
    then: "`pulumi up --refresh` would set the size that the capacity plan says, which is refused where it is smaller: set capacityHorizon in the same change. A server whose disk was full starts again by itself once there is room; it has lost nothing that was acknowledged.",
  }),
  ArchiveMetricsMissing: (place) => ({
    look: [
      kubectl(place, `logs deployment/${exporter.name} --since=15m --tail=200`, [
        "Deployment",
        exporter.name,
      ]),
    ],
    remedy: [pulumi(place, "up --refresh")],
  }),
  DatabaseReadOnly: (place) => ({
    look: [
      serverLog(place),
      psql(place, "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn(), pg_last_xact_replay_timestamp()"),
    ],
    before: "The other environment must be passive or fenced. Otherwise two servers write.",
    remedy: [kubectl(place, `exec ${SERVER_NAME}-0 --container=postgresql -- /opt/lifeboat/promote.sh`)],
    then: "A promoted server begins a new timeline, and every older one refuses to start for writes from then on.",
  }),
  DatabaseSuperseded: (place) => ({
    look: [kubectl(place, `logs statefulset/${SERVER_NAME} --container=postgresql --previous --tail=50`)],
    before:
      "Finish the takeover first, so that the environment of the newer server is active: docs/failover.md. Put this incident's id for inc-1234. The commands replace the data here: if rows that only this server has are needed, take a snapshot of its volume before.",
    remedy: [
      pulumi(place, `config set --path 'lifeboat:databaseReseeds.${place.service.id}' inc-1234`),
      pulumi(place, `config set --path 'lifeboat:postures.${place.service.id}' fenced`),
      pulumi(place, "up"),
    ],
    then: "The server is made again from the newest backup and follows the other one: docs/database-server.md.",
  }),
  StandbyBehind: (place) => ({
    look: [
      serverLog(place),
      psql(place, "SELECT now() - pg_last_xact_replay_timestamp() AS behind, pg_last_wal_replay_lsn()"),
    ],
    before:
      "Look at the other environment's alerts on its archive. Where WAL does not arrive, nothing here helps.",
    remedy: [kubectl(place, `rollout restart statefulset/${SERVER_NAME}`)],
    then: "It replays what its own region's repository has. A standby that starts again goes on where it was. If its data are damaged, make it again from the newest backup: docs/database-server.md.",
  }),
  StandbyTakesWrites: (place) => ({
    look: [
      serverLog(place),
      psql(
        place,
        "SELECT usename, application_name, client_addr FROM pg_stat_activity WHERE datname IS NOT NULL",
      ),
    ],
    before:
      "A takeover that stopped half-way leaves this: `pulumi up --stack dr` goes on with it, and nothing else is to do. Without one, somebody promoted this server by hand: take over, as nothing makes the other one serve again.",
    remedy: moveService(place),
    then: `${MOVING_SERVICE} This server has the newest timeline, so the other one ends within a minute or two (timeline_diverged) and refuses to start; what it wrote after the promotion is on its volume alone. Reseed it afterwards: docs/database-server.md.`,
  }),
  ...Object.fromEntries(
    archiveJobs.flatMap(({ name, alerts }) => [
      [
        `${alerts.name}Failed`,
        failedRun(
          name,
          "Each repository is tried by itself: the log says which one failed, and whether the other has a new backup. Damaged pages are named by file: restore them from the other copy before the last sound backup expires.",
        ),
      ],
      [`${alerts.name}TooOld`, lateRun(name)],
      [`${alerts.name}NeverSucceeded`, lateRun(name)],
      [`${alerts.name}Suspended`, declaredAgain(name)],
      [`${alerts.name}Missing`, declaredAgain(name)],
    ]),
  ),
};
