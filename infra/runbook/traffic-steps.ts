import { healthQuestions } from "../failover/health-questions";
import { namespaceName, objectName } from "../naming";
import { probeTargets } from "../scraping/targets";
import { kubectl, pulumi, shell, takeOver, TAKING_OVER, type Command, type Place } from "./command";
import type { Steps, StepTable } from "./types";

const ask = (url: string): Command =>
  shell(`curl -sS -o /dev/null -w '%{http_code} %{time_total} s\\n' ${url}`);

const own = ({ service }: Place): readonly Command[] =>
  healthQuestions(service.domains, "primary").map(({ url }) => ask(url));
const peer = ({ service }: Place): readonly Command[] =>
  healthQuestions(service.domains, "standby").map(({ url }) => ask(url));

/** Addresses that others answer at. */
const sides = ({ service }: Place): readonly Command[] =>
  probeTargets(service, { serving: true, waiting: false, ownUrls: [], peerUrls: [] }).others.map(ask);

const FAIL_OVER = `Fail over only if the region is lost, not for a roll-out that can be taken back: read docs/failover.md first. ${TAKING_OVER}`;

/** The same service where it is served from. */
const onPrimary = (place: Place): Place => ({
  ...place,
  namespace: namespaceName(place.service.namespace, "primary"),
});

const down = (place: Place): Steps => ({
  look: [...own(place), ...peer(place), kubectl(place, "get deployments,pods -o wide")],
  remedy: takeOver,
  then: FAIL_OVER,
});

const certificate = (place: Place): Steps => ({
  look: [
    ...place.service.domains
      .filter(({ workload }) => workload !== undefined)
      .map(({ host, port }) =>
        shell(
          `openssl s_client -connect ${host}:${port} -servername ${host} </dev/null 2>/dev/null | openssl x509 -noout -enddate -issuer`,
        ),
      ),
    kubectl(place, `describe certificate ${objectName(place.service.certificate.secretName)}`, [
      "Certificate",
      objectName(place.service.certificate.secretName),
    ]),
    kubectl(place, "get certificaterequests,orders,challenges"),
    kubectl(
      place,
      `get secret ${place.service.certificate.secretName} -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl x509 -noout -enddate`,
    ),
  ],
  remedy: [],
  then: "The challenge that hangs says why: fix the issuer or the name's zone, and cert-manager tries again by itself. Where the Secret is newer than what is served, the ingress controller has not taken it. Without lifeboat:certificates there is no Certificate: whoever issues it renews it into the same Secret.",
});

const unseen =
  (then: string) =>
  (place: Place): Steps => ({
    look: [kubectl(place, "get prometheusrules"), shell("kubectl get servicemonitors,probes -A")],
    remedy: [],
    then,
  });

const refused = (place: Place): Steps => ({
  look: [kubectl(place, "logs -l app.kubernetes.io/component=api --since=15m --tail=500"), ...own(place)],
  remedy: [],
  then: "Who it is is in the log. Block the address before the ingress; if a credential is known, rotate it: pulumi config set --secret, then pulumi up.",
});

/** Steps for what is asked from outside, what watches, and who knocks. */
export const trafficSteps: StepTable = {
  EndpointDown: down,
  SideEndpointDown: (place) => ({
    look: sides(place),
    remedy: [],
    then: "Others run it: their status page says how long. Nothing changes sides for it.",
  }),
  PeerDown: (place) => ({
    look: [
      ...own(place),
      {
        ...kubectl(onPrimary(place), "get deployments,pods -o wide"),
        note: "prod's cluster: where it answers, it is stopped first",
      },
      {
        ...kubectl(place, "get jobs --sort-by=.status.startTime"),
        note: "dr's last proofs that it restores",
      },
    ],
    remedy: takeOver,
    then: FAIL_OVER,
  }),
  WriterRunsAgainstPosture: (place) => ({
    look: [kubectl(place, "get deployments"), pulumi(place, "preview --refresh --diff")],
    remedy: [pulumi(place, "up --refresh")],
    then: "Two writers cost data: if both environments answer, fence the one that should not, at once: docs/failover.md.",
  }),
  EndpointNotProbed: unseen(
    "The blackbox exporter lacks a target, or is away: nobody hears of an outage meanwhile.",
  ),
  RequestMetricsMissing: unseen("The application exposes no http_requests_total, or nothing scrapes it."),
  ClusterMetricsMissing: unseen(
    "kube-state-metrics is away, or the namespace is; no alert on jobs can fire meanwhile.",
  ),
  Watchdog: (place) => ({
    look: [kubectl(place, "get prometheusrules")],
    remedy: [],
    then: "It always fires, and nobody is told of it. When it stops, the dead man's switch tells: see whether Prometheus and Alertmanager run.",
  }),
  HighFailedLogins: refused,
  SuspiciousAPIActivity: refused,
  CertificateExpiresSoon: certificate,
  CertificateExpiresNow: certificate,
};
