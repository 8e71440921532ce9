/**
 * The suites of the platform: first those that only read, last those that kill. Those that wait for checks come while the other
 * layers of `.ci/run` have the machine, those that update after them.
 */
import path from "node:path";
import Sequencer from "@jest/test-sequencer";

const ORDER = [
  ...["services", "tls", "vault", "replication", "brokers", "drift", "data", "edge"],
  ...["monitoring", "monitored-rows", "containers", "products", "logs", "verify", "hosts"],
  ...["backups", "pages", "standby", "secrets", "rotation", "rotation-failure"],
  ...["vault-recover", "lost-node", "lost-oracle1"],
  ...["isolation", "deploys", "failover", "vote", "engines", "down"],
];

export default class extends Sequencer {
  sort(tests) {
    const place = ({ path: file }) => ORDER.indexOf(path.basename(file).split(".")[0]);
    const unknown = tests.find((test) => place(test) < 0);
    if (unknown) throw new Error(`${unknown.path}: must have a place in test/platform/order.mjs`);
    return tests.toSorted((one, other) => place(one) - place(other));
  }
}
