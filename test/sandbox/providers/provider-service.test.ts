import { type ServiceError, credentials, status } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aws } from "../../../sandbox/providers/aws";
import { dynamicProvider } from "../../../sandbox/providers/declared/declared-model";
import type { Listener } from "../../../sandbox/providers/grpc";
import { serveProvider } from "../../../sandbox/providers/provider-service";
import { type PropertyMap, UNKNOWN } from "../../../sandbox/providers/value";
import { fromStruct, toStruct } from "../../../sandbox/providers/wire";

const urn = (type: string): string => `urn:pulumi:dev::test::${type}::subject`;
const bucketUrn = urn("aws:s3/bucket:Bucket");

let server: Listener;
const clients: ResourceProviderClient[] = [];

beforeEach(async () => {
  server = await serveProvider(aws, { version: "7.0.0", nameSeed: "fixed" });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  server.close();
});

/** A connection of its own, as each provider instance of the engine has. */
async function connect(config?: PropertyMap): Promise<ResourceProviderClient> {
  // Without a pool of its own a client would share the connection of the one before it.
  const client = new ResourceProviderClient(`127.0.0.1:${server.port}`, credentials.createInsecure(), {
    "grpc.use_local_subchannel_pool": 1,
  });
  clients.push(client);
  if (config !== undefined) {
    const request = new pb.ConfigureRequest().setArgs(toStruct(config));
    await answer<pb.ConfigureResponse>((done) => client.configure(request, done));
  }
  return client;
}

function answer<Reply>(
  call: (done: (error: ServiceError | null, reply: Reply) => void) => unknown,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    call((error, reply) => {
      if (error === null) resolve(reply);
      else reject(error);
    });
  });
}

async function check(
  client: ResourceProviderClient,
  inputs: PropertyMap,
  type = bucketUrn,
): Promise<pb.CheckResponse> {
  const request = new pb.CheckRequest().setUrn(type).setNews(toStruct(inputs));
  return answer((done) => client.check(request, done));
}

describe("provider service", () => {
  it("accepts secrets and tells its version", async () => {
    const client = await connect();
    const handshake = await answer<pb.ProviderHandshakeResponse>((done) =>
      client.handshake(new pb.ProviderHandshakeRequest(), done),
    );
    expect(handshake.getAcceptSecrets()).toBe(true);
    const info = await answer<{ getVersion(): string }>((done) => client.getPluginInfo(new Empty(), done));
    expect(info.getVersion()).toBe("7.0.0");
  });

  it("keeps the configurations of its connections apart", async () => {
    const [east, west] = [await connect({ region: "us-east-1" }), await connect({ region: "us-west-2" })];
    const regions = await Promise.all(
      [east, west].map(
        async (client) => fromStruct((await check(client, { bucket: "abc" })).getInputs())["region"],
      ),
    );
    expect(regions).toEqual(["us-east-1", "us-west-2"]);
  });

  it("fixes automatic names by its seed", async () => {
    const client = await connect({});
    const names = [await check(client, {}), await check(client, {})].map(
      (reply) => fromStruct(reply.getInputs())["bucket"],
    );
    expect(names[0]).toMatch(/^subject-[0-9a-f]{7}$/);
    expect(names[0]).toBe(names[1]);
  });

  it("reports every failure of a check", async () => {
    const reply = await check(await connect({}), {}, urn("aws:iam/rolePolicy:RolePolicy"));
    expect(reply.getFailuresList().map((failure) => failure.getProperty())).toEqual(["role", "policy"]);
  });

  it("refuses a type that the provider cannot have", async () => {
    const failed = check(await connect({}), {}, urn("aws:s3:Bucket"));
    await expect(failed).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining('"aws:s3:Bucket" does not exist in provider aws') as string,
    });
  });

  it("says in detail what changes and what that replaces", async () => {
    const client = await connect({});
    const request = new pb.DiffRequest()
      .setUrn(bucketUrn)
      .setOldInputs(toStruct({ bucket: "a", tags: { x: "1" } }))
      .setNews(toStruct({ bucket: UNKNOWN, tags: { x: "1", y: "2" } }));
    const reply = await answer<pb.DiffResponse>((done) => client.diff(request, done));
    expect(reply.getChanges()).toBe(pb.DiffResponse.DiffChanges.DIFF_SOME);
    expect(reply.getReplacesList()).toEqual(["bucket"]);
    const kinds = Object.fromEntries(
      reply
        .getDetaileddiffMap()
        .getEntryList()
        .map(([path]) => [path, reply.getDetaileddiffMap().get(path)?.getKind()]),
    );
    expect(kinds).toEqual({
      bucket: pb.PropertyDiff.Kind.UPDATE_REPLACE,
      "tags.y": pb.PropertyDiff.Kind.ADD,
    });
  });

  it("replaces a provider whose region changes", async () => {
    const client = await connect();
    const request = new pb.DiffRequest()
      .setUrn(urn("pulumi:providers:aws"))
      .setOldInputs(toStruct({ region: "us-east-1" }))
      .setNews(toStruct({ region: "us-west-2" }));
    const reply = await answer<pb.DiffResponse>((done) => client.diffConfig(request, done));
    expect(reply.getReplacesList()).toEqual(["region"]);
  });

  it("answers the functions that it has and names them for one that it has not", async () => {
    const client = await connect({ allowedAccountIds: '["111122223333"]' });
    const known = new pb.InvokeRequest().setTok("aws:index/getCallerIdentity:getCallerIdentity");
    const reply = await answer<pb.InvokeResponse>((done) => client.invoke(known, done));
    expect(fromStruct(reply.getReturn())["accountId"]).toBe("111122223333");
    const other = new pb.InvokeRequest().setTok("aws:ec2/getAmi:getAmi");
    await expect(answer((done) => client.invoke(other, done))).rejects.toMatchObject({
      code: status.UNIMPLEMENTED,
      details: expect.stringMatching(/getAmi is not in the sandbox.*getCallerIdentity/) as string,
    });
  });

  it("refuses further work on a connection that was cancelled, and only there", async () => {
    const [one, other] = [await connect({}), await connect({})];
    await answer((done) => one.cancel(new Empty(), done));
    await expect(check(one, {})).rejects.toMatchObject({ code: status.CANCELLED });
    await expect(check(other, {})).resolves.toBeDefined();
  });
});

describe("what no stand-in can make", () => {
  it("is refused by name, with the remedy: a component of a plugin", async () => {
    const client = await connect({});
    const request = new pb.ConstructRequest().setType("aws:x:Cluster").setName("main");
    await expect(answer((done) => client.construct(request, done))).rejects.toThrow(
      /aws:x:Cluster "main" is a component that the plugin of package aws makes .* Remedy: preview this stack with its account/,
    );
  });

  it("is refused by name, with the remedy: a dynamic resource", async () => {
    server.close();
    server = await serveProvider(dynamicProvider, { version: "3.0.0" });
    const client = await connect({});
    const request = new pb.CheckRequest().setUrn(urn("pulumi-nodejs:dynamic:Resource"));
    await expect(answer((done) => client.check(request, done))).rejects.toThrow(
      /pulumi-nodejs:dynamic:Resource "subject": belongs to a dynamic provider.* Remedy: /,
    );
  });
});
