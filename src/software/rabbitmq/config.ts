/** RabbitMQ's configuration, its peers and plugins. */
import { SECRETS_PATH } from "../../lib/names.ts";
import type { ConfigRenderer } from "../software.ts";

export const brokerConfig: ConfigRenderer = () =>
  `${[
    "listeners.tcp = none",
    "listeners.ssl.default = 5672",
    "ssl_options.versions.1 = tlsv1.3",
    "ssl_options.versions.2 = tlsv1.2",
    `ssl_options.certfile = ${SECRETS_PATH}/certificate.pem`,
    `ssl_options.keyfile = ${SECRETS_PATH}/key.pem`,
    // Who connects is known by a password.
    "ssl_options.verify = verify_none",
    "ssl_options.fail_if_no_peer_cert = false",
    "cluster_formation.peer_discovery_backend = classic_config",
    "cluster_partition_handling = pause_minority",
    "default_queue_type = quorum",
    "disk_free_limit.absolute = 2GB",
    "vm_memory_high_watermark.relative = 0.6",
  ].join("\n")}\n`;

/** A file of its own, without which a member starts alone. */
export const peersConfig: ConfigRenderer = ({ service, services }) =>
  services
    .filter(({ image }) => image.software === service.image.software)
    .map(
      ({ name }, index) =>
        `cluster_formation.classic_config.nodes.${String(index + 1)} = rabbit@${name}\n`,
    )
    .join("");

export const PLUGINS = "[rabbitmq_management,rabbitmq_prometheus].\n";
