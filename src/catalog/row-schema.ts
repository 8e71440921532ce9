/**
 * What a row, an image and the defaults may say, value by value: nothing that an Engine refuses, and
 * nothing that would be taken and never applied. Each message says what must be there.
 */
import { z } from "zod";
import {
  isContainerPath,
  isEnvironmentName,
  isFileName,
  isImageRepository,
  isImageTag,
  isKebab,
  isText,
  isUser,
  isWord,
  LEAST_MEMORY,
  LONGEST_HOSTNAME,
  STOP_SIGNALS,
} from "../rules/engine-values.ts";
import { isPort } from "../rules/ports.ts";
import { isCpus } from "../lib/units.ts";
import { families } from "./families.ts";
import { images } from "./images.ts";
import { stackNames } from "./nodes.ts";

const KEBAB = "lower case letters, digits and single -, beginning with a letter";
const PATH =
  "an absolute path without . and .. and a last /, and none of the Engine's own, such as /proc";

const number = (what: string, isOne: (value: number) => boolean) =>
  z.number(what).refine(isOne, what);
const text = (what: string, isOne: (value: string) => boolean = () => true) =>
  z.string(what).refine((value) => isText(value) && isOne(value), what);
const oneOf = (values: () => readonly string[]) =>
  z.string().refine((value) => values().includes(value), {
    error: () => `one of ${values().join(", ")}`,
  });
const whole = (least: number, most: number, unit = "") =>
  number(`a whole number of ${String(least)} to ${String(most)}${unit}`, (value) => {
    return Number.isInteger(value) && value >= least && value <= most;
  });
const list = <T extends z.ZodType>(of: T) => z.array(of, "a list");
const eachOnce = <T>(of: z.ZodType<T[]>, keyOf: (item: T) => unknown) =>
  of.superRefine((items, context) => {
    const keys = items.map(keyOf);
    for (const [index, found] of keys.entries())
      if (keys.indexOf(found) < index)
        context.addIssue({
          code: "custom",
          message: "there once",
          path: [index],
          params: { found },
        });
  });
/** Absent otherwise. */
const yes = z.literal(true, "true or absent");

const kebab = text(`${KEBAB}, at most ${String(LONGEST_HOSTNAME)} characters`, (name) => {
  return isKebab(name) && name.length <= LONGEST_HOSTNAME;
});
const containerPath = text(PATH, isContainerPath);
const fileName = text("a file name of letters, digits and . _ -", isFileName);
const port = number("1-65535", isPort);
const words = list(text("text without a NUL character and of less than 127 KiB", isWord)).min(
  1,
  "one word or more",
);
const service = text("the name of a service");
const program = words.refine(([first]) => first !== "", "a program and its arguments");
const said = text("text that is not empty", (value) => value.trim() !== "");

const LARGEST = 1024 * 1024;
const HOUR = 3600;

const resources = z.strictObject({
  cpu: number("0.1 to 9.99 in steps of 0.01", isCpus),
  memory: whole(LEAST_MEMORY, LARGEST * 16, " MiB"),
  gpu: number("a number of 0 or more", (units) => units >= 0).optional(),
});

/** A duration in seconds as the Engine takes it. */
const seconds = number(
  "0 or 0.001 and more, in seconds",
  (value) => value === 0 || (value >= 0.001 && Number.isFinite(value)),
);

const VALUE =
  "text without a NUL character and of less than 127 KiB, { secretFile } or { endpoint, purpose, scheme }";

const env = z
  .record(
    z.string(),
    z.union(
      [
        text(VALUE, isWord),
        z.strictObject({ secretFile: fileName }),
        z.strictObject({
          endpoint: service,
          purpose: service.optional(),
          scheme: z.literal("http").optional(),
        }),
      ],
      VALUE,
    ),
    "names with values",
  )
  .superRefine((record, context) => {
    for (const name of Object.keys(record).filter((one) => !isEnvironmentName(one))) {
      const message = "names of letters, digits and _ . -, beginning with a letter or _";
      context.addIssue({ code: "custom", message, params: { found: name } });
    }
  });

const secret = z
  .strictObject({
    name: fileName,
    from: text("service/secret", (from) => /^[^/]+\/[^/]+$/.test(from)).optional(),
    template: text("text with {secret} in it once", (template) => {
      return template.split("{secret}").length === 2;
    }).optional(),
    certificate: z
      .enum(["authority", "certificate", "key", "both"], "authority, certificate, key or both")
      .optional(),
    of: service.optional(),
    givenBy: z.literal("people", '"people" or absent').optional(),
    issuer: z.literal("stack", '"stack" or absent').optional(),
  })
  .refine(({ certificate, from, givenBy }) => !givenBy || (certificate ?? from) === undefined, {
    path: ["givenBy"],
    error: "absent, because the secret is a certificate or another service's",
  })
  .refine(({ certificate, of }) => of === undefined || certificate === "authority", {
    path: ["of"],
    error: "absent, because the secret is no authority",
  });

const httpPath = text("a path such as /health", (path) => /^\/[\x21-\x7e]*$/.test(path));

const health = z.union(
  [
    z.strictObject({
      http: httpPath,
      port: port.optional(),
      scheme: z.enum(["http", "https"]).optional(),
    }),
    z.strictObject({ command: program }),
  ],
  "{ http: /path, port: 1-65535, scheme: http or https } or { command: words }",
);

/** Over HTTP on the first port of its row. */
function isAsked(one: z.infer<typeof health> | undefined): boolean {
  return one !== undefined && "http" in one && one.port === undefined;
}

const data = z.discriminatedUnion(
  "engine",
  [
    z.looseObject({ engine: z.literal("postgres") }),
    z.looseObject({
      engine: z.literal("kafka"),
      topics: list(
        z.strictObject({
          name: z.string(),
          partitions: whole(1, 10_000),
          replication: whole(1, 100),
        }),
      ),
    }),
    z.looseObject({ engine: z.literal("rabbitmq") }),
    z.looseObject({ engine: z.literal("neo4j") }),
    z.looseObject({ engine: z.literal("backup-store") }),
    z.looseObject({ engine: z.literal("failover") }),
  ],
  "data objects of postgres, kafka, rabbitmq, neo4j, backup-store or failover",
);

export const imageSchema = z
  .strictObject({
    software: z.string().optional(),
    repository: text("a repository such as grafana/loki, in lower case", isImageRepository),
    tag: text("a tag such as 8.0-bookworm, of at most 128 characters", isImageTag),
    user: text("a numeric uid:gid with a uid above 0, such as 1000:1000", isUser),
    volumePaths: list(containerPath),
    writable: z.record(z.string(), whole(1, LARGEST, " MiB")).superRefine((paths, context) => {
      for (const path of Object.keys(paths).filter((one) => !isContainerPath(one)))
        context.addIssue({
          code: "custom",
          message: `of paths, each ${PATH}`,
          params: { found: path },
        });
    }),
    executable: list(containerPath).optional(),
    stopSignal: oneOf(() => STOP_SIGNALS).optional(),
    writableRoot: said.optional(),
    own: yes.optional(),
  })
  .superRefine(({ executable = [], writable }, context) => {
    for (const [index, found] of executable.entries())
      if (!(found in writable))
        context.addIssue({
          code: "custom",
          message: "one of `writable`",
          path: ["executable", index],
        });
  });

export const rowSchema = z
  .strictObject({
    name: kebab,
    aliases: list(text("words without markup", (name) => /^\w[\w ./()-]*$/.test(name))).optional(),
    node: oneOf(stackNames),
    family: oneOf(() => families),
    image: z
      .union([oneOf(() => Object.keys(images)), imageSchema], "the name of an image or an image")
      .optional(),
    ports: list(
      z
        .strictObject({
          container: z.number("1-65535"),
          published: z.union([z.number(), z.literal(false)], "1-65535 or false").optional(),
          protocol: z.enum(["tcp", "udp"], "tcp or udp").optional(),
          purpose: kebab,
          operators: yes.optional(),
        })
        .refine(({ operators, published }) => !operators || published !== false, {
          path: ["operators"],
          error: "absent, because the port is not published",
        }),
    ).optional(),
    resources: resources.optional(),
    env: env.optional(),
    secrets: eachOnce(list(secret), ({ name }) => name).optional(),
    vault: z
      .union([
        z.strictObject({
          database: z.enum(["osint-reader", "osint-writer"], "osint-reader or osint-writer"),
        }),
        z.strictObject({ backups: yes }),
      ])
      .optional(),
    config: z
      .strictObject({
        path: containerPath,
        files: eachOnce(list(fileName).min(1, "one file or more"), (file) => file),
      })
      .optional(),
    volumes: list(
      z.strictObject({ name: kebab, path: containerPath, backup: text("a way to back it up") }),
    ).optional(),
    hostRoot: containerPath.optional(),
    engineSocket: containerPath.optional(),
    health: health.optional(),
    dependsOn: eachOnce(list(service), (name) => name).optional(),
    connects: list(z.strictObject({ service, purpose: service })).optional(),
    behind: service.optional(),
    primaries: eachOnce(list(service).min(2, "two services or more"), (name) => name).optional(),
    replicas: z
      .strictObject({
        min: whole(1, 1000),
        max: whole(1, 1000).nullable(),
      })
      .refine(({ min, max }) => max === null || min <= max, {
        path: ["max"],
        error: "`min` or more",
      })
      .optional(),
    disabled: said.optional(),
    failover: z.strictObject({ node: oneOf(stackNames), published: list(port) }).optional(),
    standbyFor: service.optional(),
    singleton: yes.optional(),
    command: program.optional(),
    graceSeconds: whole(1, HOUR, " seconds").optional(),
    data: data.optional(),
    metrics: z
      .strictObject({
        job: kebab,
        purpose: kebab,
        path: httpPath.optional(),
        everySeconds: whole(1, HOUR, " seconds").optional(),
      })
      .optional(),
  })
  .refine(({ health, ports = [] }) => !isAsked(health) || ports.length > 0, {
    path: ["health"],
    error: "with a port, because the row has none",
  })
  .refine(({ failover, node }) => failover?.node !== node, {
    path: ["failover", "node"],
    error: "another node than its own",
  });

const count = /^[1-9]\d{0,5}$/;
const byFamily = <T extends z.ZodType>(value: T) => z.record(z.string(), value);

export const defaultsSchema = z.strictObject({
  familyResources: byFamily(resources),
  familyGrace: byFamily(whole(1, HOUR, " seconds")),
  familyStart: byFamily(seconds),
  familyPids: byFamily(whole(1, 4_194_304)),
  healthCheck: z.strictObject({ interval: seconds, timeout: seconds, retries: whole(1, 1000) }),
  containerLog: z.strictObject({
    "max-file": text('a number of files, such as "3"', (value) => count.test(value)),
    "max-size": text('a size such as "10m"', (value) => /^[1-9]\d{0,5}[kmg]$/.test(value)),
  }),
});
