import { podTemplate } from "../../infra/components/pod/pod-template";
import { desk } from "./workload-fixture";

/** Labels of {@link keeper}'s pod. */
export const keeperLabels = { "app.kubernetes.io/name": "keeper" };

/** What a Job of one small container runs. */
export const keeper = {
  deadlineSeconds: 900,
  template: podTemplate({
    labels: keeperLabels,
    restartPolicy: "Never",
    serviceAccount: "keeper",
    priorityClass: "lifeboat-periodic-primary",
    containers: [{ name: "keeper", image: "keeper@sha256:00", size: desk.sizes.normal, mounted: [] }],
  }),
};
