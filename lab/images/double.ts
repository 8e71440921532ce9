/**
 * Doubles: containers for services whose software cannot be had here. A double passes the service's own
 * health check, has one figure for Prometheus, answers 503 to everything else, and says that it is a double. Behind a
 * proxy it answers what is passed to it with the name of its instance: so the way there can be tried.
 */
import { createWriteStream, readFileSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import tar from "tar-stream";
import { catalog } from "../../src/catalog/index.ts";
import { images } from "../../src/catalog/images.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import type { ServiceSpec } from "../../src/catalog/types.ts";
import { hashOf } from "../../src/lib/hash.ts";
import { healthCommand } from "../../src/container/arguments.ts";
import { capture } from "../../operations/command.ts";
import { archiveFile } from "./build.ts";
import type { Plan } from "./build.ts";
import { debianMirror } from "./mirror.ts";
import { SUITE } from "./recipes.ts";

/** Static programs alone: one small archive is the layer of every double. */
const PACKAGES = ["busybox-static", "bash-static"];

/** Of the packages only these stay, under the names of the image. */
const BINARIES: Record<string, string> = {
  "usr/bin/busybox": "usr/bin/busybox",
  "usr/bin/bash-static": "usr/bin/bash",
};

/** Scripts of lab/images/double, by the programs that they stand for. */
const SCRIPTS: Record<string, string[]> = {
  "double.sh": ["double"],
  "answer.sh": ["double-answer"],
  "check.sh": ["healthcheck", "consul", "curl", "influx", "python3"],
};

/**
 * By the name that `imageName` gives.
 * @throws Error for one that holds data objects: a double would have to pretend that it does
 */
export function planDouble(name: string): Plan {
  const services = servicesOf(name);
  const [first] = services;
  if (!first) throw new Error(`${name}: must be an image of the catalogue`);
  if (services.some(({ data }) => data)) {
    throw new Error(
      `${name}: must have a recipe in lab/images/recipes.ts, for it has data objects`,
    );
  }
  const scripts = Object.keys(SCRIPTS).map((file) => source(file).toString());
  const base = hashOf({ SUITE, PACKAGES, BINARIES, SCRIPTS, scripts });
  const config = [
    'ENTRYPOINT ["double"]',
    "ENV PATH=/usr/bin",
    `ENV DOUBLE_OF=${name}`,
    `ENV DOUBLE_PORTS="${portsOf(services).join(" ")}"`,
    `ENV DOUBLE_LIVE_PATH=${livePath(first)}`,
    ...(services.some(({ behind }) => behind !== undefined) ? ["ENV DOUBLE_IS_BEHIND=1"] : []),
    `LABEL bev.double=${name}`,
  ];
  const { image } = first;
  const { user, volumePaths } = image;
  return {
    name,
    image,
    hash: hashOf({ base, config, user, volumePaths }),
    archive: archiveFile("double", base),
    make: build,
    config,
  };
}

/**
 * The image's name in the catalogue, the first of those that are one repository's and tag's; or the service's for an
 * image that it alone has.
 */
export function imageName({ image, name }: ServiceSpec): string {
  if (typeof image !== "string") return name;
  const { repository, tag } = images[image];
  const [first = image] = Object.entries(images).flatMap(([other, one]) =>
    one.repository === repository && one.tag === tag ? [other] : [],
  );
  return first;
}

/** Services of one image have one double. */
function servicesOf(name: string): Service[] {
  return catalog.filter((row) => imageName(row) === name).map((row) => resolveService(row));
}

function portsOf(services: readonly Service[]): number[] {
  const ports = services.flatMap((service) => service.ports);
  const open = ports.filter(({ protocol }) => protocol === "tcp").map(({ container }) => container);
  return [...new Set(open)].sort((a, b) => a - b);
}

/** What the service's own check asks for; of one that asks in another way, any will do. */
function livePath(service: Service): string {
  const command = healthCommand(service).join(" ");
  const [, url, request] = /127\.0\.0\.1:\d+(\/[^\s']*)|GET (\/\S*)/.exec(command) ?? [];
  return url ?? request ?? "/";
}

async function build(work: string, report: (detail: string) => void): Promise<string> {
  report("fetching packages");
  const packages = path.join(work, "packages");
  const archive = path.join(work, "image.tar");
  const options = ["--variant=extract", `--include=${PACKAGES.join(",")}`, SUITE];
  await capture("mmdebstrap", [...options, packages, debianMirror()]);
  const applets = await capture(path.join(packages, "usr/bin/busybox"), ["--list"]);
  await pipeline(rootFileSystem(packages, applets.split("\n")), createWriteStream(archive));
  return archive;
}

/** The same bytes for the same packages: without times of this machine. */
function rootFileSystem(packages: string, applets: readonly string[]): tar.Pack {
  const pack = tar.pack();
  const mtime = new Date(0);
  const folder = (name: string, mode: number) =>
    pack.entry({ name, type: "directory", mode, mtime });
  const program = (name: string, content: Buffer) =>
    pack.entry({ name, mode: 0o755, mtime }, content);
  const link = (name: string, linkname: string) =>
    pack.entry({ name, type: "symlink", linkname, mtime });

  for (const name of ["usr", "usr/bin", "run", "etc"]) folder(name, 0o755);
  folder("tmp", 0o1777);
  link("bin", "usr/bin");
  for (const [from, to] of Object.entries(BINARIES)) {
    program(to, readFileSync(path.join(packages, from)));
  }
  const scripts = Object.entries(SCRIPTS).flatMap(([file, names]) =>
    names.map((name) => [name, source(file)] as const),
  );
  for (const [name, content] of scripts) program(`usr/bin/${name}`, content);
  const taken = [...scripts.map(([name]) => name), "busybox", "bash"];
  for (const applet of applets) {
    if (!taken.includes(applet)) link(`usr/bin/${applet}`, "busybox");
  }
  pack.finalize();
  return pack;
}

function source(file: string): Buffer {
  return readFileSync(path.join(import.meta.dirname, "double", file));
}
