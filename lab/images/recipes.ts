/**
 * Images made of Debian 13 packages, with the contract of the official image each stands for: ports,
 * paths, uid, `*_FILE` secrets. Variables of the official image that are not here are refused.
 */
import { images } from "../../src/catalog/images.ts";
import type { ImageName } from "../../src/catalog/images.ts";

export interface Recipe {
  /** The image of the catalogue that it stands for. */
  image: ImageName;
  packages: string[];
  /** Shell commands inside the new root, after the packages are there. */
  setup: string[];
  /** From lab/images/<image>/ to a path in the image. */
  files: Record<string, string>;
  /** What `docker import --change` takes, one instruction each. */
  config: string[];
  /** Files that must exist before packages are unpacked, by path. */
  before?: Record<string, string>;
}

export const SUITE = "trixie";

export const recipes: Partial<Record<ImageName, Recipe>> = {
  postgres: {
    image: "postgres",
    packages: ["postgresql-17", "postgresql-17-pgvector"],
    before: { "/etc/postgresql-common/createcluster.conf": "create_main_cluster = false\n" },
    setup: [
      ...identity("postgres", images.postgres.user),
      "mkdir -p /var/lib/postgresql/data && chown postgres:postgres /var/lib/postgresql/data",
      "chmod 700 /var/lib/postgresql/data",
    ],
    files: { "entrypoint.sh": "/usr/local/bin/docker-entrypoint.sh" },
    config: [
      `USER ${images.postgres.user}`,
      "ENV PATH=/usr/lib/postgresql/17/bin:/usr/local/bin:/usr/bin:/bin",
      "ENV PGDATA=/var/lib/postgresql/data",
      "ENV LANG=C.UTF-8",
      "VOLUME /var/lib/postgresql/data",
      "EXPOSE 5432",
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["postgres"]',
    ],
  },
  redis: {
    image: "redis",
    packages: ["redis-server", "redis-tools"],
    setup: [...identity("redis", images.redis.user), "mkdir -p /data && chown redis:redis /data"],
    files: { "entrypoint.sh": "/usr/local/bin/docker-entrypoint.sh" },
    config: [
      `USER ${images.redis.user}`,
      "WORKDIR /data",
      "VOLUME /data",
      "EXPOSE 6379",
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["redis-server"]',
    ],
  },
};

/** The package's user under the uid and gid of the official image. */
function identity(name: string, user: string): string[] {
  const [uid = "", gid = ""] = user.split(":");
  return [`groupmod -g ${gid} ${name}`, `usermod -u ${uid} -g ${gid} ${name}`];
}
