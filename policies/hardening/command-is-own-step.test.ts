import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { renderDataStep } from "../../src/container/data-step.ts";
import { renderDelivery } from "../../src/container/delivery.ts";
import { renderGate } from "../../src/container/gate.ts";
import { renderReload } from "../../src/container/reload.ts";
import { sha256 } from "../../src/lib/hash.ts";
import { COMMAND } from "../../src/lib/resources.ts";
import { stepFindings } from "../../src/rules/steps.ts";
import { describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { commandIsOwnStep } from "./command-is-own-step.ts";
import { steps } from "./steps.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;
const REDIS = `redis:8.0@${DIGEST}`;
const host = "ssh://thanos";
const folder = `/var/lib/bev/redis/${"1f".repeat(32)}`;

const gate = renderGate("bev_redis", {
  host,
  pidsLimit: 512,
  startSeconds: 60,
  health: { command: ["sh", "-c", "redis-cli ping | grep -q 'PONG'"] },
  ports: [],
  volumes: [{ backup: "daily" }],
});
const delivery = renderDelivery("it", { host, stack: "thanos", image: REDIS, target: folder });

function of(parent: string, inputs: object, name = "redis-live"): Planned {
  return { type: COMMAND, name, inputs: { ...inputs }, parent };
}

function ofRedis(inputs: object): Planned {
  return of("bev:database:Database::redis", inputs);
}

/** A gate with other variables. */
function gateWith(environment: object): Planned {
  return ofRedis({ ...gate, environment: { ...gate.environment, ...environment } });
}

function deliveryWith(environment: object): Planned {
  return ofRedis({ ...delivery, environment: { ...delivery.environment, ...environment } });
}

const FIX =
  "declare a container or a step of src/components; after a change of a script run npm run update";

function says(at: string, problem: string): string[] {
  return [`thanos/redis-live/${at}: must be ${problem}; ${FIX}`];
}

function notOurs(text: string, at = "create"): string[] {
  return says(at, `a step of the program, got "sha256:${sha256(text)}"`);
}

function refused(create: string): { given: Planned; says: string[] } {
  return { given: ofRedis({ create }), says: notOurs(create) };
}

const lock = {
  "redis:8.0": { state: "resolved" as const, digest: DIGEST, platforms: ["linux/amd64"] },
};

describeRule(commandIsOwnStep, {
  complies: {
    "every script of a service": {
      given: [
        gate,
        delivery,
        renderDataStep({ host, container: "bev_redis" }),
        renderReload("bev_redis", { host, reload: "kill -HUP 1" }),
      ].map(ofRedis),
      lock,
      says: [],
    },
    "secrets in the volume of their service": {
      given: of("bev:service:SecretFiles::redis-secrets", {
        ...delivery,
        environment: { ...delivery.environment, BEV_TARGET: "bev_redis_secrets" },
        stdin: UNKNOWN,
      }),
      lock,
      says: [],
    },
    "data objects of a cluster's member, and what an agent is told": {
      given: [
        of("bev:queue:Cluster::kafka", renderDataStep({ host, container: "bev_kafka_1" })),
        of(
          "bev:secrets:AgentCredential::vault-agent",
          renderReload("bev_vault_agent", { host, reload: "touch /tmp/again" }),
        ),
      ],
      says: [],
    },
    "a program of ours": {
      given: of("bev:node:Certificates::thanos-certificates", {
        create: "node ../cli/steps/main.ts certificate",
        addPreviousOutputInEnv: false,
        logging: "none",
        dir: null,
      }),
      says: [],
    },
    "the folder of a service that takes changed files while it runs": {
      given: deliveryWith({ BEV_TARGET: "/var/lib/bev/redis/live" }),
      lock,
      says: [],
    },
    "behind a proxy, a container with the hash of its definition": gateWith({
      BEV_CONTAINER: "bev_redis_0a1b2c3d",
    }),
  },
  violates: {
    "a privileged container over two lines": {
      ...refused("docker run --rm \\\n --privileged --pid=host alpine true"),
    },
  },
  absent: {
    nothing: {
      given: ofRedis({}),
      says: says("create", 'a step of the program, got ""'),
    },
  },
  null: {
    "null for all": {
      given: ofRedis({ create: null, interpreter: null, environment: null }),
      says: says("create", 'a step of the program, got ""'),
    },
  },
  unknown: {
    "a computed text": {
      given: ofRedis({ create: UNKNOWN }),
      says: [unknownAt("thanos/redis-live/create")],
    },
    "a computed variable": {
      given: gateWith({ BEV_CONTAINER: UNKNOWN }),
      says: [unknownAt("thanos/redis-live/environment/BEV_CONTAINER")],
    },
  },
  "wrong case": {
    "a step in capitals": {
      given: of("bev:node:Certificates::x", { create: "node ../CLI/steps/main.ts certificate" }),
      says: notOurs("node ../CLI/steps/main.ts certificate"),
    },
  },
  boundary: {
    "a blank behind a step": {
      given: of("bev:node:Certificates::x", { create: "node ../cli/steps/main.ts certificate " }),
      says: notOurs("node ../cli/steps/main.ts certificate "),
    },
    "a variable that a gate may lack, and one that it may not": {
      given: gateWith({ BEV_RECOVERS: undefined, DOCKER_HOST: undefined }),
      says: says("environment/DOCKER_HOST", "the text of redis, got nothing"),
    },
  },
  evasion: {
    ...Object.fromEntries(
      [
        "docker run -v /:/host alpine chroot /host id",
        "docker run --mount type=bind,source=/,target=/host alpine true",
        "docker run --volumes-from bev_vault alpine true",
        "docker run --network=container:bev_vault alpine true",
        "docker run --cgroupns=host alpine true",
        "D=docker; $D run --privileged alpine true",
        "nsenter -t 1 -a sh",
        // Not in the list of the issue.
        "d\\ocker run --privileg''ed alpine",
        'eval "$(echo ZG9ja2VyIHJ1biAtLXByaXZpbGVnZWQ= | base64 -d)"',
        "podman run --privileged alpine",
        "curl --unix-socket /var/run/docker.sock -X POST http://d/containers/create",
        "ctr run --privileged docker.io/library/alpine:latest x",
        "python3 -c \"import subprocess as s; s.run(['docker', 'run', '--privileged', 'alpine'])\"",
        "ssh oracle1 docker run --privileged alpine",
        "docker compose -f /tmp/evil.yaml up -d",
        "docker buildx build --allow security.insecure .",
        "true # docker",
      ].map((create) => [create, refused(create)]),
    ),
    "a script of ours with more behind it": {
      given: ofRedis({
        ...gate,
        interpreter: ["/bin/sh", "-c", `${gate.interpreter[2] ?? ""}\nid`],
      }),
      says: notOurs(`${gate.interpreter[2] ?? ""}\nid`, "interpreter"),
    },
    "a script of ours in another shell, or with an argument of its own": {
      given: [
        ofRedis({ ...gate, interpreter: ["/tmp/sh", ...gate.interpreter.slice(1)] }),
        ofRedis({ ...gate, interpreter: [...gate.interpreter, "x"] }),
      ],
      says: [...notOurs(gate.interpreter[2] ?? "", "interpreter"), ...notOurs("x", "interpreter")],
    },
    "another text when it changes or goes, or from another folder": {
      given: of("bev:node:Certificates::x", {
        create: "node ../cli/steps/main.ts certificate",
        update: "id",
        delete: "id",
        dir: "/tmp/evil",
        assetPaths: ["/etc/shadow"],
      }),
      says: ["update", "delete", "dir", "assetPaths"].flatMap((at) =>
        says(at, "absent, a step has none"),
      ),
    },
    "a step that belongs to nothing": {
      given: { type: COMMAND, name: "redis-live", inputs: { ...gate } },
      says: says(
        "parent",
        "a component of type bev:service:Service, bev:database:Database, bev:ai:GpuService, got nothing",
      ),
    },
    "variables that change what is run": {
      given: gateWith({ PATH: "/tmp", LD_PRELOAD: "/tmp/x.so", ENV: "/tmp/x", toString: "x" }),
      says: ["PATH", "LD_PRELOAD", "ENV", "toString"].flatMap((name) =>
        says(`environment/${name}`, "absent, the step has no such variable"),
      ),
    },
    "a variable for a program of ours": {
      given: of("bev:node:Certificates::x", {
        create: "node ../cli/steps/main.ts certificate",
        environment: { NODE_OPTIONS: "--import /tmp/x.mjs" },
      }),
      says: says("environment/NODE_OPTIONS", "absent, the step has no such variable"),
    },
    "the container of another service, or a flag in its place": {
      given: [
        gateWith({ BEV_CONTAINER: "bev_vault" }),
        gateWith({ BEV_CONTAINER: "--privileged" }),
      ],
      says: [
        ...says("environment/BEV_CONTAINER", 'the container of redis, got "bev_vault"'),
        ...says("environment/BEV_CONTAINER", 'the container of redis, got "--privileged"'),
      ],
    },
    "a delivery to other places of the machine": {
      given: [
        "/",
        "/etc",
        "/var/lib/bev/vault/live",
        `${folder}/../../../../../etc`,
        "bev_vault_data",
      ].map((BEV_TARGET) => deliveryWith({ BEV_TARGET })),
      says: [
        "/",
        "/etc",
        "/var/lib/bev/vault/live",
        `${folder}/../../../../../etc`,
        "bev_vault_data",
      ].flatMap((target) => says("environment/BEV_TARGET", `the folder of redis, got "${target}"`)),
      lock,
    },
    "a delivery with an image of somebody else": {
      given: deliveryWith({ BEV_IMAGE: `evil.example/redis:8.0@${DIGEST}` }),
      says: [
        "thanos/redis-live/environment/BEV_IMAGE: must be from the registry and path of an image of the lock, " +
          `got "evil.example/redis:8.0@${DIGEST}"; use an image of src/catalog/images.ts, then run npx bev images lock`,
      ],
      lock,
    },
    "words of a check in which a shell would find something to run": {
      given: ["'x' $(id)", "$(id)", "'x'; id", "'x'\"$(id)\"", "'x' '", "x"].map((BEV_CHECK) =>
        gateWith({ BEV_CHECK }),
      ),
      says: ["'x' $(id)", "$(id)", "'x'; id", "'x'\"$(id)\"", "'x' '", "x"].flatMap((found) =>
        says("environment/BEV_CHECK", `the words of redis, got "${found}"`),
      ),
    },
    "an expression where a number belongs": {
      given: gateWith({ BEV_SECONDS: "a[$(id)]" }),
      says: says("environment/BEV_SECONDS", 'the number of redis, got "a[$(id)]"'),
    },
  },
});

const PLACE = { stack: "thanos", prefix: "bev_", dataRoot: "/var/lib/bev" };
const parent = { type: "bev:service:Service", name: "redis" };

it("refuses every other text, in whatever argument it stands", () => {
  const argument = fc.constantFrom("create", "update", "delete");
  fc.assert(
    fc.property(argument, fc.string({ minLength: 1 }), (at, text) => {
      const command = at === "create" ? { create: text } : { ...gate, [at]: text };
      expect(stepFindings(command, { ...PLACE, parent }, steps)).toHaveLength(1);
    }),
  );
});

it("refuses every variable that a step does not have", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), (name, value) => {
      fc.pre(!(name in gate.environment) && name !== "__proto__");
      const command = { ...gate, environment: { ...gate.environment, [name]: value } };
      expect(stepFindings(command, { ...PLACE, parent }, steps)).toHaveLength(1);
    }),
  );
});
