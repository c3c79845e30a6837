import { bytesOf } from "../../cluster/quantity";
import type { Container, KeyItems, PodManifest, Volume } from "./manifest";
import type { Objects, SourceKind } from "./objects";
import type { ServiceAccountFiles } from "./service-account";

const DEFAULT_MODE = 0o644;
const SERVICE_ACCOUNT_VOLUME = "kube-api-access";
const SERVICE_ACCOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

/** One file of a volume. */
export interface VolumeFile {
  /** Path inside the volume. */
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  /** Owner. */
  readonly uid: number;
  /** Content in base64. */
  readonly content: string;
}

/** A volume as the supervisor makes it. */
export interface PlannedVolume {
  readonly name: string;
  /** Permission bits of its root. */
  readonly mode: number;
  /** Permission bits of the directories that hold its files. */
  readonly directoryMode: number;
  /** Group of everything in it. */
  readonly gid: number;
  /** Size limit in bytes; null means none. */
  readonly sizeBytes: number | null;
  /** Directory of the host that it is; null for all others. */
  readonly hostPath: string | null;
  /** Its files; null for an emptyDir. */
  readonly files: readonly VolumeFile[] | null;
}

/** Where a volume is seen. */
export interface PlannedMount {
  readonly volume: string;
  /** Absolute path in the container. */
  readonly path: string;
  /** Path inside the volume; empty means its root. */
  readonly subPath: string;
  readonly readOnly: boolean;
}

/** Volumes and their places. */
export interface PlannedVolumes {
  readonly volumes: readonly PlannedVolume[];
  readonly mounts: readonly PlannedMount[];
}

// kubelet lets the group read what it writes, even where the mode said otherwise, and enter directories.
const groupReadable = (mode: number, fsGroup: number | undefined): number =>
  fsGroup === undefined ? mode : mode | 0o440;

/** What volumes are made of. */
interface VolumeSources {
  readonly objects: Objects;
  /** Directory of this machine by path of the node, and by `emptyDir:<volume>` for one that outlives the container. */
  readonly hostPaths: Readonly<Record<string, string>>;
}

interface KeyedSource {
  readonly kind: SourceKind;
  readonly name: string;
  readonly defaultMode?: number | undefined;
  readonly items?: KeyItems;
  readonly optional?: boolean | undefined;
}

function keyedFiles(source: KeyedSource, objects: Objects, pod: PodManifest): VolumeFile[] {
  const content = objects.find(source.kind, source.name);
  if (content === undefined && source.optional !== true) {
    throw new Error(`${source.kind} ${pod.namespace}/${source.name} not found`);
  }
  const items =
    source.items ?? [...(content?.keys() ?? [])].map((key) => ({ key, path: key, mode: undefined }));
  return items.flatMap(({ key, path, mode }) => {
    const value = content?.get(key);
    if (value === undefined && source.optional === true) return [];
    if (value === undefined)
      throw new Error(`${source.kind} ${pod.namespace}/${source.name} has no key ${key}`);
    if (path.startsWith("/") || path.split("/").includes("..")) {
      throw new Error(`${source.kind} ${source.name}: path ${path} must stay inside the volume`);
    }
    const wanted = mode ?? source.defaultMode ?? DEFAULT_MODE;
    return {
      path,
      mode: groupReadable(wanted, pod.spec.securityContext?.fsGroup),
      uid: 0,
      content: value.toString("base64"),
    };
  });
}

function filesVolume(name: string, files: readonly VolumeFile[], fsGroup: number | undefined): PlannedVolume {
  return {
    name,
    mode: fsGroup === undefined ? 0o1777 : 0o3777,
    directoryMode: fsGroup === undefined ? 0o755 : 0o2755,
    gid: fsGroup ?? 0,
    sizeBytes: null,
    hostPath: null,
    files,
  };
}

function planVolume(volume: Volume, pod: PodManifest, { objects, hostPaths }: VolumeSources): PlannedVolume {
  const fsGroup = pod.spec.securityContext?.fsGroup;
  const { name, configMap, secret, emptyDir, hostPath: node } = volume;
  if (configMap !== undefined) {
    return filesVolume(name, keyedFiles({ kind: "ConfigMap", ...configMap }, objects, pod), fsGroup);
  }
  if (secret !== undefined) {
    const source = { ...secret, kind: "Secret", name: secret.secretName } as const;
    return filesVolume(name, keyedFiles(source, objects, pod), fsGroup);
  }
  if (node !== undefined) {
    const hostPath = hostPaths[node.path];
    if (hostPath === undefined)
      throw new Error(`volume ${name}: give "hostPaths" a directory that stands for ${node.path}`);
    // kubelet leaves owners and modes of its node as they are.
    return { ...filesVolume(name, [], undefined), hostPath, files: null };
  }
  // An empty directory that outlives a container of its pod is one of the test's.
  const kept = hostPaths[`emptyDir:${name}`];
  if (kept !== undefined) return { ...filesVolume(name, [], fsGroup), hostPath: kept, files: null };
  if (emptyDir === undefined)
    throw new Error(`volume ${name}: expected configMap, secret, hostPath or emptyDir`);
  // On disk kubelet evicts a pod that is over its limit some time later; only in memory is the limit a full disk.
  const limited = emptyDir.medium === "Memory" && emptyDir.sizeLimit !== undefined;
  return {
    ...filesVolume(name, [], fsGroup),
    sizeBytes: limited ? bytesOf(emptyDir.sizeLimit ?? 0) : null,
    files: null,
  };
}

function serviceAccountVolume(files: ServiceAccountFiles, uid: number, pod: PodManifest): PlannedVolume {
  const fsGroup = pod.spec.securityContext?.fsGroup;
  const contents = { token: files.token, "ca.crt": files.caCert, namespace: pod.namespace };
  return filesVolume(
    SERVICE_ACCOUNT_VOLUME,
    Object.entries(contents).map(([path, text]) => ({
      path,
      // Without fsGroup kubelet gives the token to the pod's one user.
      mode: path === "token" ? groupReadable(0o600, fsGroup) : DEFAULT_MODE,
      uid: path === "token" && fsGroup === undefined ? uid : 0,
      content: Buffer.from(text).toString("base64"),
    })),
    fsGroup,
  );
}

/**
 * Plans the volumes that a container mounts.
 * @param serviceAccount the API's token and certificate when the pod gets them, else undefined.
 * @throws naming the ConfigMap, Secret, key or volume that is missing.
 */
export function planVolumes(
  container: Container,
  pod: PodManifest,
  options: VolumeSources & {
    readonly serviceAccount: ServiceAccountFiles | undefined;
    readonly uid: number;
  },
): PlannedVolumes {
  const declared = new Map(pod.spec.volumes?.map((volume) => [volume.name, volume]));
  const mounts: PlannedMount[] = (container.volumeMounts ?? []).map((mount) => {
    const volume = declared.get(mount.name);
    if (volume === undefined)
      throw new Error(`container ${container.name} mounts ${mount.name}: no such volume`);
    const readOnly = volume.emptyDir === undefined || mount.readOnly === true;
    return { volume: mount.name, path: mount.mountPath, subPath: mount.subPath ?? "", readOnly };
  });
  const mounted = new Set(mounts.map(({ volume }) => volume));
  const volumes = [...declared.values()]
    .filter(({ name }) => mounted.has(name))
    .map((volume) => planVolume(volume, pod, options));
  if (options.serviceAccount !== undefined) {
    volumes.push(serviceAccountVolume(options.serviceAccount, options.uid, pod));
    mounts.push({ volume: SERVICE_ACCOUNT_VOLUME, path: SERVICE_ACCOUNT_PATH, subPath: "", readOnly: true });
  }
  return { volumes, mounts: mounts.sort((a, b) => a.path.split("/").length - b.path.split("/").length) };
}
