import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import { containerWithoutStarlord } from "./container-without-starlord.ts";

function refused(at: string, found = "starlord", service = "redis"): string[] {
  return [
    `thanos/${service}/${at}: must not name "${found}", which is there on demand only; use a ` +
      "service of oracle1 or thanos",
  ];
}

describeRule(containerWithoutStarlord, {
  complies: {
    "a service of oracle1": container({ envs: ["CONSUL=100.96.197.84:8500"], command: ["run"] }),
    "starlord's own services name it": container(
      { envs: ["HOST=starlord"] },
      { stack: "starlord" },
    ),
    "what watches it names it": container(
      { command: ["--target=starlord"] },
      { name: "prometheus" },
    ),
  },
  violates: {
    "its address in a variable": {
      given: container({ envs: ["A=1", "VAULT=http://100.122.12.54:8201"] }),
      says: refused("envs/1", "100.122.12.54"),
    },
  },
  absent: { "no texts at all": container({}) },
  null: {
    "null for every text": container({
      command: null,
      entrypoints: null,
      envs: null,
      healthcheck: null,
      hosts: null,
      uploads: null,
    }),
  },
  unknown: {
    "a computed variable": {
      given: container({ envs: [UNKNOWN] }),
      says: unknownAt("thanos/redis/envs/0"),
    },
  },
  "wrong case": {
    "its name in capitals": {
      given: container({ command: ["serve", "--peer", "STARLORD:80"] }),
      says: refused("command/2"),
    },
  },
  boundary: {
    "a name and an address that only begin or end like it": container({
      envs: ["A=starlords", "B=my-starlord", "C=1100.122.12.54", "D=100.122.12.540"],
    }),
    "an address whose dots are other characters": container({ envs: ["A=100a122b12c54"] }),
  },
  evasion: {
    "in the health check": {
      given: container({ healthcheck: { tests: ["CMD", "wget", "http://starlord:3001/"] } }),
      says: refused("healthcheck/tests/2"),
    },
    "in the entry point": {
      given: container({ entrypoints: ["nc", "starlord.tail1234.ts.net", "5433"] }),
      says: refused("entrypoints/1"),
    },
    "under another name, in the table of hosts": {
      given: container({ hosts: [{ host: "staging", ip: "100.122.12.54" }, {}] }),
      says: refused("hosts/0", "100.122.12.54"),
    },
    "in an uploaded file, as text and in base64": {
      given: container({
        uploads: [
          { file: "/a", content: "peer starlord" },
          { file: "/b", contentBase64: Buffer.from("peer starlord").toString("base64") },
        ],
      }),
      says: [...refused("uploads/0"), ...refused("uploads/1")],
    },
    "where the site has no such machine": {
      given: container({ command: ["100.122.12.54", "starlord"] }),
      site: {},
      says: [...refused("command/0", "100.122.12.54"), ...refused("command/1")],
    },
  },
});
