import { stringify } from "yaml";
import type { ConfigRenderer } from "./context.ts";

/** One receiver that keeps alerts in the user interface; others need credentials. */
export const alertmanager: ConfigRenderer = () => [
  {
    name: "alertmanager.yml",
    content: stringify({
      route: { receiver: "none", group_by: ["alertname", "node"] },
      receivers: [{ name: "none" }],
    }),
  },
];
