/** The Container resource: create, read, update and delete. */
import type Docker from "dockerode";
import { setTimeout as sleep } from "node:timers/promises";
import { InitFailed, ProviderError } from "../kit/provider.ts";
import type { Operation, ResourceHandler } from "../kit/provider.ts";
import { inputsOf, resourceSchema } from "../kit/schema.ts";
import type { PackageFacts, ResourceSchema } from "../kit/schema.ts";
import { isZero } from "../kit/values.ts";
import type { Properties } from "../kit/values.ts";
import { createBody, endpointSettings, MEBIBYTE } from "./container-create.ts";
import type { ContainerInputs } from "./container-create.ts";
import type { Inspected } from "./container-answer.ts";
import { containerFaults } from "./container-check.ts";
import { importedOutputs } from "./container-import.ts";
import { containerNotes } from "./container-notes.ts";
import { containerOutputs } from "./container-read.ts";
import { isNotFound, messageOf } from "./engine.ts";
import type { DockerEngine } from "./engine.ts";
import { findOrPull } from "./image.ts";
import { attempt, oneSecond } from "./shared.ts";

/** What an update applies to the running container; every other change is silently not applied. */
const UPDATABLE = [
  "restart",
  "maxRetryCount",
  "cpuShares",
  "memory",
  "memoryReservation",
  "cpuSet",
  "memorySwap",
];

export function containerHandler(facts: PackageFacts, engine: DockerEngine): ResourceHandler {
  const schema = resourceSchema(facts, "docker:index/container:Container", containerNotes);
  return {
    schema,
    deleteBeforeReplace: true,
    check: containerFaults,
    importInputs: (outputs) => inputsOf(schema, outputs),
    async create(inputs, operation) {
      const wanted = inputs as unknown as ContainerInputs;
      await attempt(`Unable to create container with image ${wanted.image}`, () =>
        findOrPull(engine, wanted.image, operation.signal),
      );
      const body = createBody(wanted);
      const container = await attempt("Unable to create container", () =>
        engine.client.createContainer(body),
      );
      const partial = (error: unknown): never => {
        throw new InitFailed(container.id, inputs, messageOf(error));
      };
      await connectNetworks(engine, container.id, wanted).catch(partial);
      if (wanted.start ?? true) {
        await attempt("Unable to start container", () => container.start()).catch(partial);
        if (wanted.wait) await waitHealthy(container, wanted, operation).catch(partial);
      }
      await sleep(100);
      const info = await inspect(container).catch(partial);
      const mayRest = inputs["mustRun"] === false || inputs["start"] === false;
      if (info && (info.State.Running || mayRest)) {
        return { id: container.id, outputs: containerOutputs(inputs, info) };
      }
      if (info) await remove(container, inputs).catch(partial);
      throw new ProviderError("container exited immediately");
    },
    async read(id, state) {
      const container = engine.client.getContainer(id);
      const info = await inspect(container);
      // The Engine also finds a container by its name or the beginning of its id.
      if (info?.Id !== id) return undefined;
      if (isZero(state)) {
        const image = await engine.client.getImage(info.Image).inspect();
        return containerOutputs(importedOutputs(info, image), info);
      }
      // As published: a container that must run and does not is removed, and created again by the next up.
      if (!info.State.Running && state["mustRun"] !== false) {
        await remove(container, state);
        return undefined;
      }
      return containerOutputs(state, info);
    },
    async update({ id, inputs, state, changed }) {
      const container = engine.client.getContainer(id);
      if (UPDATABLE.some((name) => changed.has(name))) {
        await attempt("Unable to update a container", () =>
          container.update(updateBody(inputs as unknown as ContainerInputs)),
        );
      }
      return asPlanned(schema, state, inputs);
    },
    async delete(id, state) {
      await remove(engine.client.getContainer(id), state);
    },
  };
}

/** As published: an update takes the plan for done. Only a refresh asks the Engine what is true. */
function asPlanned(schema: ResourceSchema, state: Properties, inputs: Properties): Properties {
  const kept = Object.entries(state).filter(
    ([name]) => !(name in schema.inputProperties) || schema.computed.has(name),
  );
  return { ...Object.fromEntries(kept), ...inputs };
}

async function inspect(container: Docker.Container): Promise<Inspected | undefined> {
  try {
    return (await container.inspect()) as unknown as Inspected;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The default network goes, then each named one is joined in turn. */
async function connectNetworks(
  engine: DockerEngine,
  id: string,
  { networksAdvanced = [] }: ContainerInputs,
): Promise<void> {
  if (networksAdvanced.length === 0) return;
  await engine.client
    .getNetwork("bridge")
    .disconnect({ Container: id })
    .catch((error: unknown) => {
      if (!messageOf(error).includes("is not connected to")) throw error;
    });
  for (const network of networksAdvanced) {
    await attempt(`Unable to connect to network '${network.name}'`, () =>
      engine.client
        .getNetwork(network.name)
        .connect({ Container: id, EndpointConfig: endpointSettings(network) }),
    );
  }
}

async function waitHealthy(
  container: Docker.Container,
  { waitTimeout = 60 }: ContainerInputs,
  { signal }: Operation,
): Promise<void> {
  for (let second = 0; second < waitTimeout; second++) {
    const { State } = await container.inspect();
    if (State.Health?.Status === "healthy") return;
    await oneSecond(signal);
  }
  throw new ProviderError("container failed to be in healthy state");
}

/** Stops within the grace time, killing at once when there is none, then removes. */
async function remove(container: Docker.Container, state: Properties): Promise<void> {
  if (state["attach"] !== true) {
    const seconds = (state["destroyGraceSeconds"] as number | undefined) ?? 0;
    await container.stop({ t: seconds }).catch((error: unknown) => {
      const alreadyStopped = (error as { statusCode?: number }).statusCode === 304;
      if (!alreadyStopped) {
        throw new ProviderError(`Error stopping container ${container.id}: ${messageOf(error)}`);
      }
    });
  }
  await container
    .remove({ v: state["removeVolumes"] !== false, force: true })
    .catch((error: unknown) => {
      if (!isNotFound(error) && !messageOf(error).includes("is already in progress")) {
        throw new ProviderError(`Error deleting container ${container.id}: ${messageOf(error)}`);
      }
    });
}

function updateBody(inputs: ContainerInputs): object {
  const { memorySwap = 0 } = inputs;
  return {
    RestartPolicy: { Name: inputs.restart, MaximumRetryCount: inputs.maxRetryCount ?? 0 },
    CpuShares: inputs.cpuShares ?? 0,
    CpusetCpus: inputs.cpuSet ?? "",
    Memory: (inputs.memory ?? 0) * MEBIBYTE,
    MemoryReservation: (inputs.memoryReservation ?? 0) * MEBIBYTE,
    MemorySwap: memorySwap > 0 ? memorySwap * MEBIBYTE : memorySwap,
  };
}
