/** Keeps a replica's subscriptions equal to what its primaries publish. */
import { shellScript } from "../../lib/shell-script.ts";
import type { ConfigRenderer } from "../software.ts";

/**
 * Runs beside the server and brings its subscriptions to what their primaries publish: this node is
 * deployed first, and PostgreSQL by itself neither waits for a primary nor takes in a new table.
 */
export const followScript: ConfigRenderer = ({ service: { data }, endpoint }) => {
  const subscriptions = data?.engine === "postgres" ? (data.subscriptions ?? []) : [];
  const calls = subscriptions.map(
    ({ name, database, primary }) =>
      `  follow ${name} ${database} ${endpoint(primary).replace(":", " ")}`,
  );
  return shellScript(new URL("follow.sh", import.meta.url), { calls: calls.join("\n") });
};
