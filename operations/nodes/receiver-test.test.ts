/** What Alertmanager's metrics say of a test, and which receivers can be tested. */
import { expect, it } from "@jest/globals";
import type { Manager } from "./alerts.ts";
import { outcomeOf, readCounts, requireReceiver } from "./receiver-test.ts";

const metrics = (requests: number, refused: number, failed: number) => `# TYPE a counter
alertmanager_notification_requests_total{integration="webhook"} ${String(requests)}
alertmanager_notification_requests_failed_total{integration="webhook"} ${String(refused)}
alertmanager_notifications_failed_total{integration="webhook",reason="clientError"} ${String(failed)}
alertmanager_notifications_failed_total{integration="webhook",reason="other"} 7
alertmanager_notification_requests_total{integration="slack"} 99
`;

const outcome = (...after: [number, number, number]) =>
  outcomeOf(readCounts(metrics(5, 2, 1), "webhook"), readCounts(metrics(...after), "webhook"));

it("takes a request that was not refused for a message that was sent", () => {
  expect(outcome(6, 2, 1)).toEqual({ result: "sent" });
  expect(outcome(8, 4, 1)).toEqual({ result: "sent" });
});

it("waits while requests are refused and tried again, and then says why", () => {
  expect(outcome(5, 2, 1)).toEqual({ result: "nothing" });
  expect(outcome(7, 4, 1)).toEqual({ result: "nothing" });
  expect(outcome(7, 4, 2)).toEqual({ result: "failed", reasons: ["clientError"] });
});

it("refuses a receiver that is not there, or cannot send", () => {
  const manager = (...receivers: Manager["receivers"]): Manager => ({
    ...{ node: "oracle1", name: "alertmanager", url: "http://127.0.0.1:9093" },
    ...{ host: "ssh://oracle1", container: "bev_alertmanager", alertNames: [], receivers },
  });
  const chat = { name: "chat", kind: "slack", missing: undefined } as const;
  const text = { name: "text", kind: "sms", missing: "alertmanager/sms-url" } as const;
  expect(requireReceiver(manager(chat, text), "chat")).toBe(chat);
  expect(() => requireReceiver(manager(chat, text), "mail")).toThrow(
    'receiver: must be one of chat, text, got "mail"; Pulumi.oracle1.yaml has them in bev:alerts',
  );
  expect(() => requireReceiver(manager(), "mail")).toThrow(
    /^receiver: must be one of bev:alerts, which has none, got "mail"; /,
  );
  expect(() => requireReceiver(manager(chat, text), "text")).toThrow(
    "text: must have its secret to send anything, alertmanager/sms-url is not set; " +
      "run npx bev secrets set alertmanager/sms-url",
  );
});
