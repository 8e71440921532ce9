/** The RemoteImage resource: pulls images and reads their digests. */
import type Docker from "dockerode";
import { ProviderError } from "../kit/provider.ts";
import { inputsOf, resourceSchema } from "../kit/schema.ts";
import type { PackageFacts } from "../kit/schema.ts";
import type { ResourceHandler } from "../kit/provider.ts";
import { isZero } from "../kit/values.ts";
import type { Properties } from "../kit/values.ts";
import { isNotFound, messageOf } from "./engine.ts";
import type { DockerEngine } from "./engine.ts";
import { attempt } from "./shared.ts";

export function imageHandler(facts: PackageFacts, engine: DockerEngine): ResourceHandler {
  const outputs = (state: Properties, info: Docker.ImageInspectInfo): Properties => ({
    ...state,
    imageId: info.Id,
    repoDigest: repoDigest(info, state["name"] as string),
  });
  const schema = resourceSchema(facts, "docker:index/remoteImage:RemoteImage", {
    refused: new Set(["build"]),
    sets: new Set(["pullTriggers"]),
  });
  return {
    schema,
    importInputs: (outputs) => inputsOf(schema, outputs),
    async create(inputs, { signal }) {
      const name = inputs["name"] as string;
      const info = await attempt("Unable to read Docker image into resource", () =>
        findOrPull(engine, name, signal, inputs["platform"] as string | undefined),
      );
      return { id: info.Id + name, outputs: outputs(inputs, info) };
    },
    async read(id, state) {
      if (!isZero(state)) {
        const info = await find(engine, state["name"] as string);
        return info && outputs(state, info);
      }
      const name = nameInId(id);
      const info = name && (await find(engine, name));
      return info && info.Id + name === id ? outputs({ name }, info) : undefined;
    },
    async update({ inputs }, { signal }) {
      const info = await findOrPull(engine, inputs["name"] as string, signal);
      return outputs(inputs, info);
    },
    async delete(_id, state) {
      const name = state["name"] as string;
      if (state["keepLocally"] === true || !(await find(engine, name))) return;
      await attempt("Unable to remove Docker image", () =>
        engine.client.getImage(name).remove({ force: state["forceRemove"] === true }),
      );
    },
  };
}

/** The id of an image resource is the image's own id and, right after it, its name. */
function nameInId(id: string): string | undefined {
  return /^sha256:[0-9a-f]{64}(.+)$/.exec(id)?.[1];
}

/** The local image of that name, else the one its registry has. */
export async function findOrPull(
  engine: DockerEngine,
  name: string,
  signal: AbortSignal,
  platform?: string,
): Promise<Docker.ImageInspectInfo> {
  const local = await find(engine, name);
  if (local) return local;
  await pull(engine, name, signal, platform).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new ProviderError(`unable to pull image ${name}: ${messageOf(error)}`);
  });
  const pulled = await find(engine, name);
  if (pulled) return pulled;
  throw new ProviderError(`unable to find or pull image ${name}`);
}

async function find(
  engine: DockerEngine,
  name: string,
): Promise<Docker.ImageInspectInfo | undefined> {
  try {
    return await engine.client.getImage(name).inspect();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function pull(
  engine: DockerEngine,
  name: string,
  abortSignal: AbortSignal,
  platform: string | undefined,
): Promise<void> {
  const { client } = engine;
  const authconfig = engine.authFor(name);
  const stream = await client.pull(name, {
    ...(authconfig && { authconfig }),
    ...(platform && { platform }),
    abortSignal,
  });
  await new Promise<void>((resolve, reject) => {
    client.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
  });
}

/** The digest under the image's own repository; an image may have several. */
export function repoDigest(info: Docker.ImageInspectInfo, name: string): string {
  const repository = name.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
  const digests = (info.RepoDigests as string[] | null) ?? [];
  return digests.find((digest) => digest.startsWith(`${repository}@`)) ?? digests[0] ?? "";
}
