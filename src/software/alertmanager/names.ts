/** Names in the configuration of Alertmanager that the routes, the receivers and `bev alerts` share. */

/** Takes what has no severity: no rule of this platform. */
export const UNROUTED = "unrouted";

export const WATCHDOG = "Watchdog";
/** The standby's: the other one tells people, or does not. */
export const PRIMARY_MONITORS = "PrimaryMonitors";
export const WATCHDOG_SILENT = "WatchdogSilent";
/** Those that nobody is told of. */
export const WATCHED = [WATCHDOG, PRIMARY_MONITORS];
export const WATCHDOG_RECEIVER = "watchdog";

/** An alert whose name ends so says that something does not work at all, and holds back what comes of that. */
export const OUTAGE = "Down";

/** Label of a test: the receiver that it is for. */
export const TEST_LABEL = "receiver_test";

/** What a test goes to, and nothing else. */
export function testReceiver(name: string): string {
  return `test-${name}`;
}
