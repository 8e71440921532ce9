import type { ConfigRenderer } from "./context.ts";

export const rabbitmq: ConfigRenderer = ({ services }) => {
  const members = services.filter(({ image }) => image.repository === "rabbitmq");
  const peers = members.map(
    ({ name }, index) =>
      `cluster_formation.classic_config.nodes.${String(index + 1)} = rabbit@${name}`,
  );
  return [
    {
      name: "rabbitmq.conf",
      content: `${[
        "listeners.tcp.default = 5672",
        "cluster_formation.peer_discovery_backend = classic_config",
        ...peers,
        "cluster_partition_handling = pause_minority",
        "default_queue_type = quorum",
        "disk_free_limit.absolute = 2GB",
        "vm_memory_high_watermark.relative = 0.6",
      ].join("\n")}\n`,
    },
    { name: "enabled_plugins", content: "[rabbitmq_management,rabbitmq_prometheus].\n" },
  ];
};
