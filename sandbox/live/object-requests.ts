import { z } from "zod";
import { type StoredObject, nameOf, told } from "../drill/cluster/stored-object";
import type { Operation } from "../providers/backend";
import { type PropertyMap, secretTexts } from "../providers/value";
import type { ApiClient, ApiResponse } from "../servers/kube-apiserver/api-client";
import { applyStrictly } from "../servers/kube-apiserver/apply-strictly";

/** Whose fields the declared ones are. */
const FIELD_MANAGER = "pulumi-kubernetes";
/** Part of a name that no object has: for questions about a second object of the kind. */
const QUESTION = "-preview";
/** Longest name with that part: the limit of CronJobs, the tightest of all. */
const QUESTION_LENGTH = 52;

const properties = z.record(z.string(), z.json());
const failure = z.object({
  message: z.string(),
  details: z.object({ kind: z.string().optional() }).optional(),
});

type Asking = Pick<Operation, "inputs" | "warn">;

const isForced = ({ metadata }: StoredObject): boolean =>
  metadata.annotations?.["pulumi.com/patchForce"] === "true";

/** What the provider asks the API server; refusals are errors with the server's own words and without secret values. */
export class ObjectRequests {
  constructor(private readonly client: ApiClient) {}

  /** The object as it is held; undefined when it, or its kind, is not there. */
  async get(object: StoredObject): Promise<PropertyMap | undefined> {
    return this.answered(object, async () => {
      const path = await this.client.pathOf(object);
      if (path === undefined) return undefined;
      const answer = await this.client.request(path);
      return answer.status === 404 ? undefined : accepted(object, answer, []);
    });
  }

  /** Applies the object. @returns it as it is held then. */
  async apply(object: StoredObject, asking: Asking): Promise<PropertyMap> {
    return this.answered(object, async () => {
      const options = { fieldManager: FIELD_MANAGER, force: isForced(object) };
      const answer = await applyStrictly(this.client, sent(object), options);
      const held = accepted(object, answer, secretTexts(asking.inputs));
      for (const warning of answer.warnings) await asking.warn(warning);
      return held;
    });
  }

  /**
   * Asks whether the object would be taken. What the deployment may make first is no refusal: a kind that is not known,
   * a namespace that is not there.
   * @param anew true for an object that is to be made: one that is there and cannot become it is replaced
   */
  async dryRun(object: StoredObject, asking: Asking, anew: boolean): Promise<void> {
    await this.answered(object, async () => {
      if ((await this.client.pathOf(object)) === undefined) return;
      const answer = await this.question(object, isForced(object), anew);
      if (lacksNamespace(answer)) return;
      accepted(object, answer, secretTexts(asking.inputs));
      for (const warning of answer.warnings) await asking.warn(warning);
    });
  }

  /** What would be held if the object were applied, whosever fields they are now. */
  async wouldHold(object: StoredObject): Promise<PropertyMap> {
    return this.answered(object, async () => accepted(object, await this.question(object, true, true), []));
  }

  /** Deletes by the given call. */
  async delete(
    object: StoredObject,
    remove: (path: string) => Promise<ApiResponse | undefined>,
  ): Promise<void> {
    await this.answered(object, async () => {
      const path = await this.client.pathOf(object);
      const refusal = path === undefined ? undefined : await remove(path);
      if (refusal !== undefined) accepted(object, refusal, []);
    });
  }

  /** A dry run; one to be made anew, where one is there that cannot become it, is asked for under another name. */
  private async question(object: StoredObject, force: boolean, anew: boolean): Promise<ApiResponse> {
    const options = { fieldManager: FIELD_MANAGER, force, dryRun: true };
    const answer = await applyStrictly(this.client, sent(object), options);
    if (!anew || answer.status !== 422 || (await this.get(object)) === undefined) return answer;
    const name = `${object.metadata.name.slice(0, QUESTION_LENGTH - QUESTION.length)}${QUESTION}`;
    return applyStrictly(this.client, sent({ ...object, metadata: { ...object.metadata, name } }), options);
  }

  private async answered<T>(object: StoredObject, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isUnanswered(error)) throw error;
      const reason = `the Kubernetes API server does not answer (${error.message})`;
      throw new Error(`${told(nameOf(object))}: ${reason}. Run pulumi again once it does.`);
    }
  }
}

/** True for an error of the connection, `ECONNREFUSED` and its like. */
function isUnanswered(error: unknown): error is Error {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^E[A-Z]+$/.test(code);
}

/** As the genuine provider sends it: what a Secret declares as text goes as data, or a key could never be taken away. */
function sent(object: StoredObject): StoredObject {
  const { stringData, ...rest } = object;
  const texts = z.record(z.string(), z.string()).safeParse(stringData);
  if (object.kind !== "Secret" || !texts.success) return object;
  const encoded = Object.entries(texts.data).map(([key, text]) => [
    key,
    Buffer.from(text).toString("base64"),
  ]);
  const data = properties.safeParse(object["data"]).data ?? {};
  return {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: object.metadata,
    data: { ...data, ...Object.fromEntries(encoded) },
  };
}

function lacksNamespace({ status, body }: ApiResponse): boolean {
  return status === 404 && failure.safeParse(body).data?.details?.kind === "namespaces";
}

/** The object of an answer. @throws with the server's words when it is a refusal. */
function accepted(
  object: StoredObject,
  { status, body }: ApiResponse,
  secrets: readonly string[],
): PropertyMap {
  if (status < 300) return properties.parse(body);
  const message = failure.safeParse(body).data?.message ?? JSON.stringify(body);
  const shown = secrets.reduce((text, each) => text.replaceAll(each, "[secret]"), message);
  const remedy =
    status === 409 ? ". Agree on who sets it, or take it over by the annotation pulumi.com/patchForce" : "";
  throw new Error(
    `${told(nameOf(object))}: the Kubernetes API server refuses it (${status}): ${shown}${remedy}`,
  );
}
