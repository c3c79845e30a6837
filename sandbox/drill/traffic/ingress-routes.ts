import { z } from "zod";
import { normalName } from "./records";

const ingress = z.looseObject({
  metadata: z.looseObject({ namespace: z.string(), uid: z.string() }),
  spec: z.looseObject({
    rules: z.array(
      z.looseObject({
        host: z.string(),
        http: z.looseObject({
          paths: z.array(
            z.looseObject({
              path: z.string(),
              pathType: z.enum(["Exact", "Prefix"]),
              backend: z.looseObject({
                service: z.looseObject({
                  name: z.string(),
                  port: z.looseObject({ name: z.string().optional(), number: z.number().optional() }),
                }),
              }),
            }),
          ),
        }),
      }),
    ),
  }),
});

/** Where a request goes. */
export interface Backend {
  readonly namespace: string;
  readonly service: string;
  /** Name or number of the Service's port. */
  readonly port: string;
}

interface Rule {
  readonly host: string;
  readonly path: string;
  readonly isExact: boolean;
  readonly backend: Backend;
}

function rulesOf(object: unknown): readonly Rule[] {
  const { metadata, spec } = ingress.parse(object);
  return spec.rules.flatMap(({ host, http }) =>
    http.paths.map(({ path, pathType, backend: { service } }) => ({
      host: normalName(host),
      path,
      isExact: pathType === "Exact",
      backend: {
        namespace: metadata.namespace,
        service: service.name,
        port: service.port.name ?? String(service.port.number ?? ""),
      },
    })),
  );
}

/** A prefix counts by whole elements of a path. */
const matches = ({ path, isExact }: Rule, asked: string): boolean =>
  isExact ? asked === path : `${asked}/`.startsWith(`${path.replace(/\/$/, "")}/`);

/** Which Service a request goes to, by the Ingresses of a cluster. */
export class IngressRoutes {
  private readonly rules = new Map<string, readonly Rule[]>();

  /** Takes an Ingress as it is now, or was when it went. */
  hear(object: unknown, isThere: boolean): void {
    const { uid } = ingress.parse(object).metadata;
    if (isThere) this.rules.set(uid, rulesOf(object));
    else this.rules.delete(uid);
  }

  /** Exact paths go before prefixes, longer ones before shorter. @returns undefined where no rule matches */
  find(host: string, path: string): Backend | undefined {
    const name = normalName(host);
    const [best] = [...this.rules.values()]
      .flat()
      .filter((rule) => rule.host === name && matches(rule, path))
      .sort((a, b) => Number(b.isExact) - Number(a.isExact) || b.path.length - a.path.length);
    return best?.backend;
  }
}
