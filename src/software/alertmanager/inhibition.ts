/** Which alerts say nothing new while another one fires. */
import type { Service } from "../../catalog/resolve.ts";
import { findService } from "../../rules/dependencies.ts";
import { OUTAGE, PRIMARY_MONITORS, TEST_LABEL, WATCHDOG, WATCHDOG_SILENT } from "./names.ts";

const DOWN = `alertname=~".+${OUTAGE}"`;

interface InhibitRule {
  source_matchers: string[];
  target_matchers: string[];
  equal?: string[];
}

/** While the other one tells people, a standby tells nobody; a test of its own receivers is nobody's alert. */
const WHILE_WATCHED: InhibitRule = {
  source_matchers: [`alertname="${PRIMARY_MONITORS}"`],
  target_matchers: [`alertname!~"${PRIMARY_MONITORS}|${WATCHDOG_SILENT}"`, `${TEST_LABEL}=""`],
};

/**
 * @param own the Alertmanager
 * @param services every enabled one of all stacks
 */
export function inhibitRules(
  { standbyFor }: Pick<Service, "standbyFor">,
  services: readonly Service[],
): InhibitRule[] {
  return [
    ...(standbyFor === undefined ? [] : [WHILE_WATCHED]),
    {
      source_matchers: [`alertname="NodeDown"`],
      target_matchers: [`alertname!~"NodeDown|${WATCHDOG}|${WATCHDOG_SILENT}"`],
      equal: ["node"],
    },
    {
      // An objective says that something is wrong, and the warning may say what.
      source_matchers: [`severity="critical"`, `alertname!~"Slo.+"`],
      // Without a service two alerts would be of the same one.
      target_matchers: [`severity=~"warning|info"`, `service!=""`],
      equal: ["node", "service"],
    },
    ...services.flatMap((client) =>
      [...groupByNode(dependenciesOf(client, services))].map(([node, servers]) => ({
        source_matchers: [
          DOWN,
          `severity="critical"`,
          `node="${node}"`,
          // Without a service, the whole node is down.
          `service=~"|${servers.sort().join("|")}"`,
        ],
        target_matchers: [`node="${client.node}"`, `service="${client.name}"`],
      })),
    ),
  ];
}

/** What it cannot work without, also by way of others. */
function dependenciesOf(client: Service, services: readonly Service[]): Set<Service> {
  const found = new Set<Service>();
  const visit = (service: Service): void => {
    for (const name of service.dependsOn) {
      const server = findService(services, service, name);
      if (!server || found.has(server)) continue;
      found.add(server);
      visit(server);
    }
  };
  visit(client);
  return found;
}

function groupByNode(services: ReadonlySet<Service>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { node, name } of services) groups.set(node, [...(groups.get(node) ?? []), name]);
  return groups;
}
