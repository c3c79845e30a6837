import { describe, expect, it } from "vitest";
import { mountedConfigMap, mountedSecret, scratch } from "../../../../infra/components/pod/mounted";
import { lintAnnotations, podTemplate, type PodArgs } from "../../../../infra/components/pod/pod-template";
import { desk, libraryImages } from "../../../support/workload-fixture";

const container = {
  name: "desk",
  image: libraryImages["library/desk"],
  size: desk.sizes.normal,
  mounted: [scratch("tmp", "/tmp", 16), mountedSecret("secrets", "words", "/words")],
};
const args: PodArgs = {
  labels: { "app.kubernetes.io/name": "library-desk" },
  restartPolicy: "Always",
  serviceAccount: "library-desk",
  priorityClass: "lifeboat-serving-standby",
  containers: [container],
};

describe("podTemplate", () => {
  it("is admitted by Pod Security restricted, as one unprivileged user that is the group of its volumes", () => {
    expect(podTemplate(args).spec.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10001,
      fsGroup: 10001,
      seccompProfile: { type: "RuntimeDefault" },
    });
  });

  it("has nothing of the cluster but what is asked for", () => {
    expect(podTemplate(args).spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 30,
    });
    expect(podTemplate({ ...args, apiToken: true, graceSeconds: 5 }).spec).toMatchObject({
      automountServiceAccountToken: true,
      terminationGracePeriodSeconds: 5,
    });
  });

  it("declares each volume that a container mounts once, with the modes of KYB-3", () => {
    const files = mountedConfigMap("files", "settings", "/files");
    const first = [{ ...container, name: "before", mounted: [files, ...container.mounted] }];
    const { spec } = podTemplate({ ...args, first });
    expect(spec.volumes).toEqual([
      { name: "tmp", emptyDir: { sizeLimit: "16Mi" } },
      { name: "secrets", secret: { secretName: "words", defaultMode: 0o400 } },
      { name: "files", configMap: { name: "settings", defaultMode: 0o440 } },
    ]);
    expect(spec.initContainers?.map(({ name }) => name)).toEqual(["before"]);
    expect(spec.containers.map(({ name }) => name)).toEqual(["desk"]);
  });

  it("has no init containers where nothing comes first", () => {
    expect(podTemplate(args).spec.initContainers).toBeUndefined();
  });
});

describe("lintAnnotations", () => {
  it("name the check that every pod leaves out, and why", () => {
    expect(lintAnnotations()).toEqual({
      "kube-score/ignore": "container-image-pull-policy",
      "lifeboat/kube-score-exceptions": expect.stringMatching(
        /^container-image-pull-policy: images are pinned by/,
      ) as string,
    });
  });

  it("add those of one object with their reasons", () => {
    expect(lintAnnotations({ "pod-probes-identical": "it has but one port" })).toEqual({
      "kube-score/ignore": "container-image-pull-policy,pod-probes-identical",
      "lifeboat/kube-score-exceptions": expect.stringMatching(
        /away; pod-probes-identical: it has but one port$/,
      ) as string,
    });
  });
});
