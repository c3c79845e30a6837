import { appendFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeReal, POD } from "../../support/describe-real";
import { at, collectorPod, PASSWORD } from "./collector-pod";

const [INDEX_DAY, NEXT_DAY] = ["2026.03.05", "2026-03-06"];

describeReal("the log collector as declared", [...POD, "log-image"], () => {
  const pod = collectorPod();
  const { logFile, messages, start, until, write } = pod;

  it("sends lines of JSON and of text to the index of their service and day", async () => {
    const kyb = logFile("kyb-platform");
    write(kyb, '{"level":"WARN","msg":"slow","seconds":3.5}', "plain words", '{"broken": ');
    appendFileSync(logFile("tasks-app"), `${at(1, NEXT_DAY)} stderr F from tasks\n`);
    start();
    await until(() => pod.store.documents.length === 4);
    expect(pod.store.documents.find(({ message }) => message === "slow")).toMatchObject({
      index: `lifeboat-kyb-platform-${INDEX_DAY}`,
      "@timestamp": at(1),
      service: "kyb-platform",
      environment: "primary",
      stream: "stdout",
      level: "warn",
      fields: { msg: "slow", seconds: 3.5 },
      kubernetes: { namespace: "kyb-platform", pod: "pod-1", container: "api" },
    });
    expect(pod.store.documents.find(({ message }) => message === "plain words")?.fields).toBeUndefined();
    expect(messages()).toContain('{"broken": ');
    expect(pod.store.documents.find(({ service }) => service === "tasks-app")).toMatchObject({
      index: "lifeboat-tasks-app-2026.03.06",
      stream: "stderr",
    });
    expect(pod.store.authorization).toBe(
      `Basic ${Buffer.from(`lifeboat-collector:${PASSWORD}`).toString("base64")}`,
    );
  });

  it("puts a line together that came in parts, before it looks for secrets", async () => {
    const file = logFile("jackpot-service");
    const half = "x".repeat(16_000);
    appendFileSync(file, `${at(1)} stdout P ${half} password=hun\n`);
    start();
    appendFileSync(file, `${at(2)} stdout F ter2 end\n`);
    await until(() => pod.store.documents.length === 1);
    expect(messages()).toEqual([`${half} password=*** end`]);
  });

  it("lets no secret leave the node", async () => {
    const secrets = {
      url: "s3cr3t-in-url",
      pair: "s3cr3t-in-pair",
      field: "s3cr3t-in-field",
      bearer: "s3cr3t.bearer-0123456789",
      aws: `AKIA${"Q7".repeat(8)}`,
      age: `AGE-SECRET-KEY-1${"QPZRY9X8GF".repeat(5)}`,
      nested: "s3cr3t-nested",
      escaped: 's3cr3t\\"tail',
    };
    write(
      logFile("kyb-platform"),
      `connect postgres://app:${secrets.url}@db.internal:5432/kyb failed`,
      `retry with password=${secrets.pair}, then leave`,
      JSON.stringify({
        message: "login",
        db: { dbPassword: secrets.field, tries: [{ api_key: secrets.nested }] },
      }),
      JSON.stringify({ message: `got Authorization: Bearer ${secrets.bearer}` }),
      `using ${secrets.aws} and ${secrets.age}`,
      `body {"password": "${secrets.escaped}", "user": "ann"}`,
    );
    start();
    await until(() => pod.store.documents.length === 6);
    for (const [name, secret] of Object.entries(secrets))
      expect(pod.store.received, name).not.toContain(secret);
    expect(pod.store.received).not.toMatch(/s3cr3t|tail/);
    expect(messages()).toContain("connect postgres://app:***@db.internal:5432/kyb failed");
    expect(messages()).toContain("retry with password=***, then leave");
    expect(pod.store.documents.find(({ message }) => message === "login")?.fields).toEqual({
      message: "login",
      db: { dbPassword: "***", tries: [{ api_key: "***" }] },
    });
  });

  it("reads no other namespace's logs, also of one whose name begins alike", async () => {
    write(logFile("kube-system"), "not ours");
    write(logFile("kyb-platform-dr"), "the other environment's");
    write(logFile("kyb-platform"), "ours");
    start();
    await until(() => pod.store.documents.length > 0);
    write(logFile("kyb-platform"), "ours again");
    await until(() => pod.store.documents.length > 1);
    expect(messages()).toEqual(["ours", "ours again"]);
  });

  it("sends as text alone what the store refuses as it is", async () => {
    pod.store.refuse = ({ fields }) => (fields === undefined ? undefined : 400);
    write(logFile("kyb-platform"), '{"msg":"odd","when":{"a":1}}', "plain");
    start();
    await until(() => pod.store.documents.length === 2);
    expect(pod.store.documents.find(({ message }) => message === "odd")?.refused).toBe("made_up_400");
  });
});
