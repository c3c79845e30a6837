import http from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { AlertmanagerConfig, Receiver, WebhookConfig } from "../../infra/oncall/alertmanager";

const notification = z.object({
  status: z.enum(["firing", "resolved"]),
  receiver: z.string(),
  groupLabels: z.record(z.string(), z.string()),
  alerts: z.array(z.object({ status: z.string(), labels: z.record(z.string(), z.string()) })),
});

/** One message that Alertmanager sent. */
export interface Message extends z.infer<typeof notification> {
  /** The channel that it would have gone through: `pagerduty`, `slack`, `email`, `webhook`. */
  readonly channel: string;
  /** When it came, in milliseconds since 1970. */
  readonly at: number;
}

/** An HTTP server that stands for PagerDuty, Slack, the mail server and the dead-man service. */
export interface MessageInbox {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** What came so far, in its order. */
  readonly messages: readonly Message[];
  /** Waits until a message is there. @throws with everything that came when it is not after so many milliseconds */
  wait(wanted: (message: Message) => boolean, milliseconds: number): Promise<Message>;
  stop(): Promise<void>;
}

/** Starts the inbox on a free port of 127.0.0.1. */
export async function startMessageInbox(): Promise<MessageInbox> {
  const messages: Message[] = [];
  const server = http.createServer((request, response) => {
    void text(request).then((body) => {
      const [, channel = ""] = (request.url ?? "").split("/");
      messages.push({ ...notification.parse(JSON.parse(body)), channel, at: Date.now() });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("inbox: the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    messages,
    wait: async (wanted, milliseconds) => {
      const deadline = Date.now() + milliseconds;
      for (;;) {
        const found = messages.find(wanted);
        if (found !== undefined) return found;
        if (Date.now() > deadline)
          throw new Error(`inbox: not there after ${milliseconds} ms; came: ${JSON.stringify(messages)}`);
        await sleep(50);
      }
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** The same receivers, each channel replaced by a POST to the inbox: `<inbox>/<channel>/<receiver>`. */
export function withInbox(configuration: AlertmanagerConfig, inbox: string): AlertmanagerConfig {
  const replaced = (receiver: Receiver): Receiver => {
    const to = (channel: string, configs: readonly WebhookConfig[] = []): readonly WebhookConfig[] =>
      configs.map(({ send_resolved }) => ({ url: `${inbox}/${channel}/${receiver.name}`, send_resolved }));
    return {
      name: receiver.name,
      webhook_configs: [
        ...to("pagerduty", receiver.pagerduty_configs),
        ...to("slack", receiver.slack_configs),
        ...to("email", receiver.email_configs),
        ...to("webhook", receiver.webhook_configs),
      ],
    };
  };
  return {
    ...configuration,
    global: { resolve_timeout: configuration.global.resolve_timeout },
    receivers: configuration.receivers.map(replaced),
  };
}
