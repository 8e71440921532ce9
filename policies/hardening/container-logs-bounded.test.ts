import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { containerLogsBounded } from "./container-logs-bounded.ts";

function given(logOpts: unknown, logDriver: unknown = "json-file"): Planned {
  return container({ logDriver, logOpts });
}

function opts(size: string, files: string): Record<string, string> {
  return { "max-size": size, "max-file": files };
}

function refused(at: string, wanted: string, found: string): string[] {
  return [
    `thanos/redis/${at}: must be ${wanted}, got ${found}; ` +
      'set logDriver "json-file" with logOpts max-size and max-file',
  ];
}

const noSize = refused("logOpts/max-size", 'such as "10m"', "nothing");
const noFiles = refused("logOpts/max-file", 'such as "3"', "nothing");

describeRule(containerLogsBounded, {
  complies: {
    "three files of ten MiB": given(opts("10m", "3")),
    "the driver that compresses": given(opts("1m", "2"), "local"),
  },
  violates: { "no limit": { given: given({}), says: [...noSize, ...noFiles] } },
  absent: {
    "the Engine's default": {
      given: container({}),
      says: [...refused("logDriver", '"json-file" or "local"', "nothing"), ...noSize, ...noFiles],
    },
  },
  null: {
    "null for all": {
      given: given(null, null),
      says: [...refused("logDriver", '"json-file" or "local"', "null"), ...noSize, ...noFiles],
    },
  },
  unknown: {
    "a computed size": {
      given: given(opts(UNKNOWN, "3")),
      says: "thanos/redis/logOpts/max-size: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "the driver in capitals": {
      given: given(opts("1m", "1"), "JSON-FILE"),
      says: refused("logDriver", '"json-file" or "local"', '"JSON-FILE"'),
    },
    "the unit in capitals": {
      given: given(opts("10M", "3")),
      says: refused("logOpts/max-size", 'such as "10m"', '"10M"'),
    },
  },
  boundary: {
    "a GiB in all": given(opts("256m", "4")),
    "more than a GiB": {
      given: given(opts("1025m", "1")),
      says: refused("logOpts", "at most 1024 MiB in all files", '"1025m in 1"'),
    },
    "a size of 0": {
      given: given(opts("0m", "3")),
      says: refused("logOpts/max-size", 'such as "10m"', '"0m"'),
    },
  },
  evasion: {
    "a limit beyond any disk": {
      given: given(opts("9000g", "3")),
      says: refused("logOpts", "at most 1024 MiB in all files", '"9000g in 3"'),
    },
    "small files without end": {
      given: given(opts("10k", "1000000")),
      says: refused("logOpts", "at most 1024 MiB in all files", '"10k in 1000000"'),
    },
    "a driver that throws the log away": {
      given: given(opts("1m", "1"), "none"),
      says: refused("logDriver", '"json-file" or "local"', '"none"'),
    },
    "a size without end": {
      given: given(opts("-1", "3")),
      says: refused("logOpts/max-size", 'such as "10m"', '"-1"'),
    },
    "more than a size and a number": {
      given: [given(opts("x10m", "3x")), given(opts("10mb", "x3"))],
      says: [
        ...refused("logOpts/max-size", 'such as "10m"', '"x10m"'),
        ...refused("logOpts/max-file", 'such as "3"', '"3x"'),
        ...refused("logOpts/max-size", 'such as "10m"', '"10mb"'),
        ...refused("logOpts/max-file", 'such as "3"', '"x3"'),
      ],
    },
  },
});
