/**
 * Images made of Debian 13 packages, and of Java and Go programs that Debian has not, with the contract of the official image each stands for: ports,
 * paths, `*_FILE` secrets. Variables of the official image that are not here are refused. User and
 * volumes are the catalogue's (src/catalog/images.ts).
 */
import { images } from "../../src/catalog/images.ts";

export interface Recipe {
  packages: string[];
  /** From Maven Central: `group:artifact:version`, with all that they need at run time. */
  jars?: { artifacts: string[]; target: string };
  /**
   * Built of lab/images/<name>, or of BEV's own services/<name>: flags, variables to set, a path in the image; and the
   * package of a module that go.mod pins, where the folder has no program of its own.
   */
  go?: {
    isOwn?: true;
    package?: string;
    flags?: string[];
    variables?: Record<string, string>;
    target: string;
  };
  /** Shell commands inside the new root, after the packages are there. */
  setup?: string[];
  /** From lab/images/<name>/ to a path in the image. */
  files?: Record<string, string>;
  /** What `docker import --change` takes, one instruction each. */
  config: string[];
  /** Files that must exist before packages are unpacked, by path. */
  before?: Record<string, string>;
}

export const SUITE = "trixie";

/** By the image's name in the catalogue, or the service's for an image of BEV's own. */
export const recipes: Partial<Record<string, Recipe>> = {
  postgres: {
    packages: ["postgresql-17", "postgresql-17-pgvector"],
    before: { "/etc/postgresql-common/createcluster.conf": "create_main_cluster = false\n" },
    setup: [...identity("postgres", images.postgres.user), "chmod 700 /var/lib/postgresql/data"],
    files: { "entrypoint.sh": "/usr/local/bin/docker-entrypoint.sh" },
    config: [
      "ENV PATH=/usr/lib/postgresql/17/bin:/usr/local/bin:/usr/bin:/bin",
      "ENV PGDATA=/var/lib/postgresql/data",
      "ENV LANG=C.UTF-8",
      "EXPOSE 5432",
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["postgres"]',
    ],
  },
  redis: {
    packages: ["redis-server", "redis-tools"],
    setup: identity("redis", images.redis.user),
    files: { "entrypoint.sh": "/usr/local/bin/docker-entrypoint.sh" },
    config: [
      "WORKDIR /data",
      "EXPOSE 6379",
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["redis-server"]',
    ],
  },
  kafka: {
    packages: ["openjdk-21-jre-headless"],
    // Its alternatives link manual pages, and fail without the folder.
    before: { "/usr/share/man/man1/.keep": "" },
    jars: {
      artifacts: [
        "org.apache.kafka:kafka_2.13:4.0.0",
        "org.apache.kafka:kafka-tools:4.0.0",
        "org.apache.logging.log4j:log4j-slf4j-impl:2.24.3",
        "io.prometheus.jmx:jmx_prometheus_javaagent:1.0.1",
      ],
      target: "/opt/kafka/libs",
    },
    setup: [
      "mkdir -p /opt/kafka/bin /opt/kafka/config /etc/kafka/docker /opt/bev",
      "ln -s ../kafka/libs/jmx_prometheus_javaagent-1.0.1.jar /opt/bev/jmx_prometheus_javaagent.jar",
      ...["configs", "consumer-groups", "topics", "console-producer", "console-consumer"].map(
        (tool) => `ln -s tool.sh /opt/kafka/bin/kafka-${tool}.sh`,
      ),
    ],
    files: {
      "entrypoint.sh": "/etc/kafka/docker/run",
      "log4j2.yaml": "/etc/kafka/docker/log4j2.yaml",
      "tool.sh": "/opt/kafka/bin/tool.sh",
    },
    config: ["EXPOSE 9092", 'CMD ["/etc/kafka/docker/run"]'],
  },
  rabbitmq: {
    packages: ["rabbitmq-server"],
    setup: identity("rabbitmq", images.rabbitmq.user),
    files: { "entrypoint.sh": "/usr/local/bin/docker-entrypoint.sh" },
    config: [
      // Before Debian's wrappers, which know root and their own user only.
      "ENV PATH=/usr/lib/rabbitmq/bin:/usr/local/bin:/usr/bin:/bin",
      "ENV HOME=/var/lib/rabbitmq",
      "ENV LANG=C.UTF-8",
      "ENV RABBITMQ_DATA_DIR=/var/lib/rabbitmq",
      "EXPOSE 4369 5671 5672 15671 15672 15691 15692 25672",
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["rabbitmq-server"]',
    ],
  },
  pgbouncer: {
    packages: ["pgbouncer", "netcat-openbsd"],
    config: ["EXPOSE 5432", 'CMD ["pgbouncer", "/etc/pgbouncer/pgbouncer.ini"]'],
  },
  haproxy: {
    packages: ["haproxy"],
    config: [
      'ENTRYPOINT ["haproxy", "-W", "-db"]',
      'CMD ["-f", "/usr/local/etc/haproxy/haproxy.cfg"]',
    ],
  },
  nginx: {
    packages: ["nginx-light", "curl"],
    files: { "nginx.conf": "/etc/nginx/nginx.conf" },
    config: ["EXPOSE 8080", 'CMD ["nginx", "-g", "daemon off;"]'],
  },
  prometheus: {
    packages: ["prometheus", "wget"],
    config: [
      "WORKDIR /prometheus",
      "EXPOSE 9090",
      'ENTRYPOINT ["prometheus"]',
      'CMD ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"]',
    ],
  },
  alertmanager: {
    packages: ["prometheus-alertmanager", "wget"],
    config: [
      "WORKDIR /alertmanager",
      "EXPOSE 9093",
      'ENTRYPOINT ["prometheus-alertmanager"]',
      'CMD ["--config.file=/etc/alertmanager/alertmanager.yml", "--storage.path=/alertmanager"]',
    ],
  },
  nodeExporter: {
    packages: ["prometheus-node-exporter", "wget"],
    config: ["EXPOSE 9100", 'ENTRYPOINT ["prometheus-node-exporter"]'],
  },
  vault: {
    packages: ["ca-certificates", "wget"],
    go: {
      // The program of this folder adds what the platform needs and the tag leaves out.
      flags: ["-tags=minimal"],
      // The release's own; without one, Vault names the time of each start.
      variables: { "github.com/hashicorp/vault/version.BuildDate": "2025-10-22T02:33:18Z" },
      target: "/usr/local/bin/vault",
    },
    config: ["EXPOSE 8200", 'CMD ["vault", "server", "-config=/vault/config"]'],
  },
  victoriaLogs: {
    packages: ["wget"],
    go: {
      package: "github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs",
      variables: {
        "github.com/VictoriaMetrics/VictoriaMetrics/lib/buildinfo.Version": "victoria-logs-v1.52.1",
      },
      target: "/victoria-logs-prod",
    },
    config: ["EXPOSE 9428", 'ENTRYPOINT ["/victoria-logs-prod"]'],
  },
  "container-exporter": ownService("container-exporter"),
  "log-shipper": ownService("log-shipper"),
  "geo-router": ownService("geo-router"),
  "edge-node-management": ownService("edge-node-management"),
  "edge-coordinator": ownService("edge-coordinator"),
  "geographic-routing": ownService("geographic-routing"),
  backup: {
    ...ownService("backup"),
    // As services/backup/Dockerfile makes it.
    packages: ["ca-certificates", "restic", "wget"],
    // Its own user is the Engine's socket's owner.
    setup: ["mkdir -p /var/lib/backup"],
  },
  failover: ownService("failover"),
  rclone: {
    packages: ["netcat-openbsd", "rclone"],
    setup: ["mkdir -p /var/lib/backup-store && chown 1000:1000 /var/lib/backup-store"],
    config: ["EXPOSE 8485"],
  },
  neo4j: {
    packages: ["openjdk-21-jre-headless", "wget"],
    before: { "/usr/share/man/man1/.keep": "" },
    jars: {
      artifacts: [
        "org.neo4j:neo4j:5.26.0",
        "org.neo4j.app:neo4j-server:5.26.0",
        "org.neo4j:cypher-shell:5.26.0",
      ],
      target: "/var/lib/neo4j/lib",
    },
    setup: [
      "mkdir -p /startup /var/lib/neo4j/conf /var/lib/neo4j/run",
      "ln -s /data /logs /var/lib/neo4j",
      `chown -R ${images.neo4j.user} /var/lib/neo4j`,
    ],
    files: {
      "entrypoint.sh": "/startup/docker-entrypoint.sh",
      "cypher-shell.sh": "/usr/local/bin/cypher-shell",
      "neo4j-admin.sh": "/usr/local/bin/neo4j-admin",
    },
    config: [
      "WORKDIR /var/lib/neo4j",
      "EXPOSE 7474 7473 7687",
      'ENTRYPOINT ["/startup/docker-entrypoint.sh"]',
    ],
  },
  postgresExporter: {
    packages: ["prometheus-postgres-exporter", "wget"],
    config: ["EXPOSE 9187", 'ENTRYPOINT ["prometheus-postgres-exporter"]'],
  },
  redisExporter: {
    packages: ["prometheus-redis-exporter", "wget"],
    config: ["EXPOSE 9121", 'ENTRYPOINT ["prometheus-redis-exporter"]'],
  },
  blackboxExporter: {
    packages: ["prometheus-blackbox-exporter", "wget"],
    config: ["EXPOSE 9115", 'ENTRYPOINT ["prometheus-blackbox-exporter"]'],
  },
  tor: {
    packages: ["tor"],
    setup: ["chown 1000:1000 /var/lib/tor && chmod 700 /var/lib/tor"],
    files: { "healthcheck.sh": "/usr/local/bin/healthcheck" },
    config: ["EXPOSE 9050 9051 9052", 'CMD ["tor", "-f", "/etc/tor/torrc"]'],
  },
};

/** As services/Dockerfile makes it. */
function ownService(name: string): Recipe {
  const target = `/usr/local/bin/${name}`;
  return {
    packages: ["wget"],
    go: { isOwn: true, target },
    setup: [`mkdir -p /var/lib/${name} && chown 1000:1000 /var/lib/${name}`],
    config: [`ENTRYPOINT ["${target}"]`],
  };
}

/** The package's user under the uid and gid of the official image. */
function identity(name: string, user: string): string[] {
  const [uid = "", gid = ""] = user.split(":");
  return [`groupmod -g ${gid} ${name}`, `usermod -u ${uid} -g ${gid} ${name}`];
}
