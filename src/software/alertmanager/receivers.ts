/** The receivers of Alertmanager: groups by severity and family, each with the ways by which people are told. */
import { families } from "../../catalog/families.ts";
import { RECEIVER_SECRETS } from "../../catalog/receivers.ts";
import type { Receiver, Receivers } from "../../catalog/receivers.ts";
import type { Service } from "../../catalog/resolve.ts";
import { severities } from "../../catalog/severities.ts";
import { SECRETS_PATH } from "../../lib/names.ts";
import { testReceiver, UNROUTED, WATCHDOG_RECEIVER } from "./names.ts";

/** Those whose secret was given: without it nothing could be sent. */
export function activeReceivers({ secrets }: Pick<Service, "secrets">, all: Receivers): Receivers {
  const given = secrets.flatMap(({ name, version }) => (version === undefined ? [] : [name]));
  return Object.fromEntries(
    Object.entries(all).filter(([, { kind }]) => given.includes(RECEIVER_SECRETS[kind])),
  );
}

/** By secret: the receivers that are left out without it. */
export function receiversBySecret(all: Receivers): Record<string, string[]> {
  const uses: Record<string, string[]> = {};
  for (const [name, { kind }] of Object.entries(all)) {
    (uses[RECEIVER_SECRETS[kind]] ??= []).push(`receiver ${name}`);
  }
  return uses;
}

export function receivers(active: Receivers) {
  const groups = severities.flatMap((severity) => [
    { name: severity, ...waysOf(active, severity) },
    ...families.map((family) => ({
      name: `${severity}-${family}`,
      ...waysOf(active, severity, family),
    })),
  ]);
  const tests = Object.entries(active).map(([name, one]) => ({
    name: testReceiver(name),
    ...configsOf([one]),
  }));
  return [{ name: UNROUTED }, { name: WATCHDOG_RECEIVER }, ...groups, ...tests];
}

/** @param family absent for alerts of none: they are for those who want every family */
function waysOf(active: Receivers, severity: string, family?: string) {
  const told = Object.values(active).filter(
    (one) =>
      one.severities.some((wanted) => wanted === severity) &&
      (one.families === undefined || one.families.some((wanted) => wanted === family)),
  );
  return configsOf(told);
}

function configsOf(told: readonly Receiver[]): Record<string, object[]> {
  const configs: Record<string, object[]> = {};
  for (const receiver of told) {
    const [key, config] = configOf(receiver);
    (configs[key] ??= []).push(config);
  }
  return configs;
}

/** What fires, with what it means and where it says what to do. */
const TEXT = "{{ range .Alerts }}{{ .Annotations.summary }}\n{{ .Annotations.runbook }}\n{{ end }}";

function configOf(receiver: Receiver): [key: string, config: object] {
  const file = `${SECRETS_PATH}/${RECEIVER_SECRETS[receiver.kind]}`;
  switch (receiver.kind) {
    case "slack": {
      const { channel } = receiver;
      return ["slack_configs", { api_url_file: file, channel, send_resolved: true, text: TEXT }];
    }
    case "email": {
      const { to, from, smarthost, user = from } = receiver;
      const login = { auth_username: user, auth_password_file: file };
      return ["email_configs", { to, from, smarthost, ...login, send_resolved: true }];
    }
    case "pagerduty": {
      const severity = "{{ .CommonLabels.severity }}";
      return ["pagerduty_configs", { routing_key_file: file, severity, send_resolved: true }];
    }
    case "webhook":
      return ["webhook_configs", { url_file: file, send_resolved: true }];
    // Each message costs, and may wake somebody: none when it is over.
    case "sms":
      return ["webhook_configs", { url_file: file, send_resolved: false }];
  }
}
