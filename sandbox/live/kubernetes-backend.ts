import { type StoredObject, nameOf, nameOfId, objectOf, told } from "../drill/cluster/stored-object";
import type { Backend, ExistingOperation, Operation } from "../providers/backend";
import { simulatedBackend } from "../providers/simulated-backend";
import { type PropertyMap, hasUnknown } from "../providers/value";
import type { ApiClient } from "../servers/kube-apiserver/api-client";
import { deleteObject } from "../servers/kube-apiserver/delete-object";
import { inputsAsHeld } from "./drift";
import { heldState } from "./held-state";
import { ObjectRequests } from "./object-requests";

/**
 * Real objects on an API server, by the requests of the genuine provider, and stricter: a field that the kind does not
 * have is refused and not only warned of, and so is at a preview what admission forbids. A preview asks by a server-side
 * dry run. Nothing is waited for but that deleted objects are gone: where no controllers run no Job completes and no
 * Deployment becomes ready.
 */
export function kubernetesBackend(client: ApiClient): Backend {
  const requests = new ObjectRequests(client);
  return {
    async create(operation) {
      const simulated = await simulatedBackend.create(operation);
      const object = objectOf(operation);
      if (operation.preview) {
        await preview(requests, operation, object, true);
        return simulated;
      }
      if (operation.context.config["upsertExistingObjects"] !== true && (await requests.get(object)))
        throw new Error(
          `${told(nameOf(object))} already exists: delete it, or set kubernetes:upsertExistingObjects`,
        );
      return { id: simulated.id, outputs: await apply(requests, operation, object) };
    },

    async update(operation) {
      const object = objectOf(operation);
      if (operation.preview) {
        await preview(requests, operation, object, false);
        return simulatedBackend.update(operation);
      }
      if ((await requests.get(object)) === undefined)
        throw new Error(
          `${told(nameOf(object))} is not there any more: run pulumi refresh, then pulumi up again`,
        );
      return apply(requests, operation, object);
    },

    async delete(operation) {
      const object = targetOf(operation);
      await requests.delete(object, (path) => deleteObject(client, path, { signal: operation.signal }));
    },

    async read(operation) {
      const live = await requests.get(targetOf(operation));
      if (live === undefined) return undefined;
      const { id, inputs } = operation;
      const outputs = heldState(inputs, live);
      if (Object.keys(inputs).length === 0) return { id, outputs };
      const wanted = await requests.wouldHold(objectOf(operation));
      return { id, outputs, inputs: inputsAsHeld(inputs, wanted, live) };
    },
  };
}

async function apply(
  requests: ObjectRequests,
  operation: Operation,
  object: StoredObject,
): Promise<PropertyMap> {
  const held = await requests.apply(object, operation);
  return heldState(operation.inputs, held);
}

/** Asks what the API server thinks of an object, as far as it can be asked: not while a value of it is unknown. */
async function preview(
  requests: ObjectRequests,
  operation: Operation,
  object: StoredObject,
  anew: boolean,
): Promise<void> {
  if (!hasUnknown(operation.inputs)) await requests.dryRun(object, operation, anew);
}

/** The object behind the engine's type and id. */
function targetOf({ context, id }: ExistingOperation): StoredObject {
  const { kind, namespace, name } = nameOfId(context.type, id);
  const [, groupVersion = ""] = context.type.split(":");
  const apiVersion = groupVersion.replace(/^core\//, "");
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}
