import { renderGate } from "../../src/container/gate.ts";
import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { COMMAND } from "../../src/lib/resources.ts";
import { containerPidsLimited } from "./container-pids-limited.ts";

const REDIS = container({ name: "bev_redis" });
const GATE = renderGate("bev_redis", {
  host: "ssh://thanos",
  pidsLimit: 512,
  startSeconds: 60,
  ports: [],
  volumes: [],
});

function command(inputs: object): Planned {
  return { type: COMMAND, name: "redis-live", inputs: { ...inputs } };
}

function gate(environment: Record<string, unknown> = {}): Planned {
  return command({ ...GATE, environment: { ...GATE.environment, ...environment } });
}

function plain(create: string | null, host = "ssh://thanos"): Planned {
  return command({ create, environment: { DOCKER_HOST: host } });
}

function refused(name = '"bev_redis"', where = "on ssh://thanos"): string[] {
  return [
    `thanos/redis/pids: must have a command that runs docker update --pids-limit for ${name} ${where}, ` +
      "has none; declare it with DeployedService, whose gate sets the limit",
  ];
}

describeRule(containerPidsLimited, {
  complies: {
    "the gate beside the container": [REDIS, gate()],
    "a command in plain words": [plain("docker container update --pids-limit=64 bev_redis"), REDIS],
    "more blanks than one": [
      plain("docker  container  update  --pids-limit  64  bev_redis"),
      REDIS,
    ],
  },
  violates: {
    "no command": { given: [REDIS], says: refused() },
    "a limit that no variable has": {
      given: [plain("docker update --pids-limit $LIMIT bev_redis"), REDIS],
      says: refused(),
    },
  },
  absent: { "a container without a name": { given: [container({}), gate()], says: refused('""') } },
  null: { "null for every text": { given: [REDIS, plain(null)], says: refused() } },
  unknown: {
    "a computed limit": {
      given: [REDIS, gate({ BEV_PIDS: UNKNOWN })],
      says: "thanos/redis-live/environment/BEV_PIDS: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "the container's name in capitals": {
      given: [REDIS, gate({ BEV_CONTAINER: "BEV_REDIS" })],
      says: refused(),
    },
  },
  boundary: {
    "one process": [REDIS, gate({ BEV_PIDS: "1" })],
    "a limit of 0, which is none": { given: [REDIS, gate({ BEV_PIDS: "0" })], says: refused() },
  },
  evasion: {
    "no limit in another form": { given: [REDIS, gate({ BEV_PIDS: "-1" })], says: refused() },
    "the limit of another container": {
      given: [REDIS, gate({ BEV_CONTAINER: "bev_redis_2" })],
      says: refused(),
    },
    "the limit on another Engine": {
      given: [REDIS, gate({ DOCKER_HOST: "ssh://oracle1" })],
      says: refused(),
    },
    "another command with the same words": {
      given: [REDIS, plain("docker update --memory 1g bev_redis; echo --pids-limit 5")],
      says: refused(),
    },
    "a container without a provider": {
      given: [container({ name: "bev_redis" }, { host: null }), gate()],
      says: refused('"bev_redis"', "on its Engine"),
    },
    "the gate's words in what runs nothing": {
      given: [REDIS, { ...gate(), type: "docker:index/volume:Volume" }],
      says: refused(),
    },
  },
});
