import { healthQuestions } from "../failover/health-questions";
import { namespaceName, objectName } from "../naming";
import { jsonExporter, readsJson } from "../scraping/json-exporter";
import { probeTargets } from "../scraping/targets";
import {
  each,
  inCluster,
  kubectl,
  pulumi,
  shell,
  takeOver,
  TAKING_OVER,
  type Command,
  type Place,
  type Steps,
  type StepTable,
} from "./command";

const ask = (url: string): Command =>
  shell(`curl -sS -o /dev/null -w '%{http_code} %{time_total} s\\n' ${url}`);

const own = ({ service }: Place): readonly Command[] =>
  healthQuestions(service.domains, "primary").map(({ url }) => ask(url));
const peer = ({ service }: Place): readonly Command[] =>
  healthQuestions(service.domains, "standby").map(({ url }) => ask(url));

/** Addresses of third parties. */
const sides = ({ service }: Place): readonly Command[] =>
  probeTargets(service, { serving: true, waiting: false, ownUrls: [], peerUrls: [] }).others.map(ask);

const IF_LOST =
  "Only if the region is lost, not because of a roll-out that can be rolled back; read docs/failover.md. This moves all services.";

/** The same service in the environment that serves it. */
const onPrimary = (place: Place): Place => ({
  ...place,
  namespace: namespaceName(place.service.namespace, "primary"),
  stack: "prod",
});

const down = (place: Place): Steps => ({
  look: [...own(place), ...peer(place), kubectl(place, "get deployments,pods -o wide")],
  before: IF_LOST,
  remedy: takeOver,
  then: TAKING_OVER,
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
  then: "The pending challenge says why. Fix the issuer or the name's zone; cert-manager retries automatically. If the Secret is newer than the served certificate, the ingress controller has not loaded it. Without lifeboat:certificates.issuer there is no Certificate: whatever makes the Secret must renew it.",
});

const unseen =
  (then: string) =>
  (place: Place): Steps => ({
    look: [kubectl(place, "get prometheusrules"), shell(inCluster(place, "get servicemonitors,probes -A"))],
    remedy: [],
    then,
  });

const refused = (place: Place): Steps => ({
  look: [kubectl(place, "logs -l app.kubernetes.io/component=api --since=15m --tail=500"), ...own(place)],
  remedy: [],
  then: "The log shows the client. Block its address in front of the ingress. If a credential leaked, rotate it: pulumi config set --secret, then pulumi up.",
});

/** Steps for endpoints, monitoring and suspicious clients. */
export const trafficSteps: StepTable = {
  EndpointDown: down,
  SideEndpointDown: (place) => ({
    look: sides(place),
    remedy: [],
    then: "A third party runs it: their status page says how long it takes. Do not fail over for it.",
  }),
  PeerDown: (place) => ({
    look: [
      ...own(place),
      {
        ...kubectl(onPrimary(place), "get deployments,pods -o wide"),
        note: "the cluster of prod; if it responds, fence it first:",
      },
      {
        ...kubectl(place, "get jobs --sort-by=.status.startTime"),
        note: "the runs of verify and drill on dr are among these:",
      },
    ],
    before: IF_LOST,
    remedy: takeOver,
    then: TAKING_OVER,
  }),
  WriterRunsAgainstPosture: (place) => ({
    look: [kubectl(place, "get deployments"), pulumi(place, "preview --refresh --diff")],
    remedy: [
      ...each(
        place,
        ({ writer }) => writer,
        (name) => `scale deployment/${name} --replicas=0`,
      ),
      pulumi(place, "up --refresh"),
    ],
    then: "Two writers lose data: if both environments respond, fence the wrong one at once: docs/failover.md.",
  }),
  EndpointNotProbed: unseen(
    "blackbox_exporter is down or lacks a target: no alert on an outage can fire meanwhile.",
  ),
  RequestMetricsMissing: (place) => ({
    look: [
      shell(inCluster(place, "get servicemonitors,probes -A")),
      ...each(
        place,
        ({ metrics }) => metrics !== undefined,
        (name) => `describe servicemonitor ${name}`,
        "ServiceMonitor",
      ),
      ...(readsJson(place.service)
        ? [
            kubectl(place, `logs deployment/${jsonExporter.name} --since=15m --tail=200`, [
              "Deployment",
              jsonExporter.name,
            ]),
          ]
        : []),
    ],
    remedy: [],
    then: "Section Metrics of this page has the names that the rules select. If the application exposes others, change metrics of its workload in infra/catalog. A counter with labels appears with its first event: the application must create it at 0. If nothing of it is there, Prometheus does not scrape it.",
  }),
  ClusterMetricsIncomplete: unseen(
    "If kube-state-metrics has an allow-list, take the one of docs/alerts.md. Metrics that begin with container_ come from the kubelets' cAdvisor.",
  ),
  NodeMetricsMissing: (place) => ({
    look: [shell(inCluster(place, "get nodes -o name")), shell(inCluster(place, "get servicemonitors -A"))],
    remedy: [],
    then: "node_exporter's ServiceMonitor must relabel __meta_kubernetes_pod_node_name to instance.",
  }),
  ClusterMetricsMissing: unseen(
    "Fix kube-state-metrics first. If the namespace is missing, pulumi up --refresh recreates it.",
  ),
  Watchdog: (place) => ({
    look: [kubectl(place, "get prometheusrules")],
    remedy: [],
    then: "This alert is no fault and notifies nobody. If the dead man's switch pages because it stopped, check that Prometheus, Alertmanager and kube-state-metrics run.",
  }),
  HighFailedLogins: refused,
  SuspiciousAPIActivity: refused,
  CertificateExpiresSoon: certificate,
  CertificateExpiresNow: certificate,
};
