/** Who is told of which alerts, and who is not without the secret for it. */
import { expect, it } from "@jest/globals";
import { serviceLike } from "../../../test/kit/site.ts";
import { withGiven } from "../../catalog/given.ts";
import type { Receivers } from "../../catalog/receivers.ts";
import { missingIn, missingText } from "../missing.ts";
import { activeReceivers, receivers } from "./receivers.ts";

const all: Receivers = {
  chat: { kind: "slack", channel: "#alerts", severities: ["critical", "warning"] },
  data: { kind: "slack", channel: "#data", severities: ["warning"], families: ["database"] },
  hook: { kind: "webhook", severities: ["critical"] },
  text: { kind: "sms", severities: ["critical"] },
};

function ways(active: Receivers, name: string): unknown {
  const { name: _, ...found } = receivers(active).find((one) => one.name === name) ?? { name };
  return found;
}

/** Channels of a group. */
function channels(name: string): unknown {
  const { slack_configs: slack = [] } = ways(all, name) as { slack_configs?: object[] };
  return slack.map((config) => (config as { channel: string }).channel);
}

it("tells each receiver of its severities and families", () => {
  expect(channels("critical-database")).toEqual(["#alerts"]);
  expect(channels("warning-database")).toEqual(["#alerts", "#data"]);
  expect(channels("warning-queue")).toEqual(["#alerts"]);
  expect(channels("info-database")).toEqual([]);
});

it("tells of an alert without a family those who want every family", () => {
  expect(channels("warning")).toEqual(["#alerts"]);
});

it("sends a text message when something begins, and none when it is over", () => {
  expect(ways(all, "critical")).toMatchObject({
    webhook_configs: [
      { url_file: "/run/secrets/webhook-url", send_resolved: true },
      { url_file: "/run/secrets/sms-url", send_resolved: false },
    ],
  });
});

it("logs in to a mail server as the sender, or as another user", () => {
  const mail = { kind: "email", to: "a@b.org", from: "bev@b.org", smarthost: "b.org:587" } as const;
  const login = (more: object) =>
    ways({ mail: { ...mail, severities: ["info"], ...more } }, "info") as {
      email_configs: { auth_username: string }[];
    };
  expect(login({}).email_configs[0]?.auth_username).toBe("bev@b.org");
  expect(login({ user: "bev" }).email_configs[0]?.auth_username).toBe("bev");
});

it("leaves out those whose secret was not given, and says so", () => {
  const [service = serviceLike("alertmanager")] = withGiven([serviceLike("alertmanager")], {
    "alertmanager/sms-url": 2,
  });
  expect(Object.keys(activeReceivers(service, all))).toEqual(["text"]);
  expect(missingIn([service], all).map(missingText)).toEqual([
    "alertmanager/slack-url: is not set, so alertmanager goes without receiver chat, receiver data; " +
      "run npx bev secrets set oracle1/alertmanager/slack-url",
    "alertmanager/webhook-url: is not set, so alertmanager goes without receiver hook; " +
      "run npx bev secrets set oracle1/alertmanager/webhook-url",
  ]);
});

it("says nothing of secrets that no receiver needs", () => {
  expect(missingIn(withGiven([serviceLike("alertmanager")], {}), {})).toEqual([]);
});
