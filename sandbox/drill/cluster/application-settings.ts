import path from "node:path";
import { z } from "zod";
import { parsed } from "../../servers/pod/manifest";
import { type PodPlan, planPod } from "../../servers/pod/plan";
import { type PodParts, podManifest } from "./pod-template";
import { type StoredObject, told } from "./stored-object";

/** How an application logs in to its database. */
export interface DatabaseSettings {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** True: TLS, without a look at the server's certificate. */
  readonly tls: boolean;
}

const variables = z.object({
  PGHOST: z.string().min(1),
  PGPORT: z.coerce.number().int().min(1).max(65535),
  PGDATABASE: z.string().min(1),
  PGUSER: z.string().min(1),
  PGSSLMODE: z.enum(["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]),
  PGPASSWORD_FILE: z.string().startsWith("/"),
});

/**
 * What the application in a pod finds in its environment and in the files mounted from Secrets and ConfigMaps.
 * @returns its database settings; undefined where no variable of the pod begins with PG
 * @throws naming the variable, the file or the object that is missing.
 */
export function databaseSettings(
  parts: PodParts,
  objects: readonly StoredObject[],
): DatabaseSettings | undefined {
  const { plan } = planPod({ manifest: applicationPod(parts), objects });
  const who = `${told(parts.owner)}, container ${parts.container.name}`;
  for (const [name, value] of Object.entries(plan.env)) {
    const needed = name.endsWith("_FILE") && value.startsWith("/") && mountOf(plan, value) !== undefined;
    if (needed) readMounted(plan, name, value, who);
  }
  if (!Object.keys(plan.env).some((name) => /^PG[A-Z]/.test(name))) return undefined;
  const env = parsed(variables, plan.env, who);
  return {
    host: env.PGHOST,
    port: env.PGPORT,
    database: env.PGDATABASE,
    user: env.PGUSER,
    password: readMounted(plan, "PGPASSWORD_FILE", env.PGPASSWORD_FILE, who).replace(/\n$/, ""),
    tls: env.PGSSLMODE !== "disable",
  };
}

/** The pod as the runner can plan it: an image's own command is not known here, and a stand-in takes its place. */
function applicationPod(parts: PodParts): object {
  const { container } = parts;
  const template = {
    ...parts.template,
    spec: { ...parts.template.spec, automountServiceAccountToken: false },
  };
  return podManifest({
    ...parts,
    template,
    container: { ...container, lifecycle: undefined, command: container.command ?? ["/application"] },
  });
}

/** The innermost mount that a path lies in. */
function mountOf(plan: PodPlan, file: string): PodPlan["mounts"][number] | undefined {
  return plan.mounts
    .filter((mount) => file === mount.path || file.startsWith(`${mount.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

function readMounted(plan: PodPlan, variable: string, file: string, who: string): string {
  const mount = mountOf(plan, file);
  const volume = plan.volumes.find(({ name }) => name === mount?.volume);
  const inside = mount === undefined ? file : path.join(mount.subPath, path.relative(mount.path, file));
  const found = volume?.files?.find((candidate) => candidate.path === inside);
  if (found !== undefined) return Buffer.from(found.content, "base64").toString("utf8");
  const there = volume?.files?.map((candidate) => candidate.path).join(", ");
  throw new Error(
    `${who}: ${variable} names ${file}, which is not there; ` +
      (there === undefined ? "nothing is mounted there" : `its volume holds ${there || "nothing"}`) +
      ". Mount the Secret that holds it, or mend the variable.",
  );
}
