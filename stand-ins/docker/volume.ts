/** The Volume resource. */
import { inputsOf, mustBeNamed, resourceSchema } from "../kit/schema.ts";
import type { PackageFacts } from "../kit/schema.ts";
import type { ResourceHandler } from "../kit/provider.ts";
import type { Properties } from "../kit/values.ts";
import { isNotFound } from "./engine.ts";
import type { DockerEngine } from "./engine.ts";
import { attempt, labelMap, labelSet, retryWhile } from "./shared.ts";

export function volumeHandler(facts: PackageFacts, engine: DockerEngine): ResourceHandler {
  const read = async (id: string, state: Properties): Promise<Properties | undefined> => {
    try {
      const info = await engine.client.getVolume(id).inspect();
      return {
        ...state,
        name: info.Name,
        labels: labelSet(info.Labels),
        driver: info.Driver,
        driverOpts: (info.Options ?? {}) as Record<string, string>,
        mountpoint: info.Mountpoint,
      };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };
  const schema = resourceSchema(facts, "docker:index/volume:Volume", {
    refused: new Set(["cluster"]),
    sets: new Set(["labels"]),
    computed: new Set(["driver"]),
  });
  return {
    schema,
    check: mustBeNamed,
    importInputs: (outputs) => inputsOf(schema, outputs),
    async create(inputs) {
      const name = inputs["name"] as string;
      // The Engine answers with the volume that is there when one of this name exists.
      await attempt("Unable to create volume", () =>
        engine.client.createVolume({
          Name: name,
          Driver: (inputs["driver"] as string | undefined) ?? "local",
          DriverOpts: (inputs["driverOpts"] as Record<string, string> | undefined) ?? {},
          Labels: labelMap(inputs["labels"]),
        }),
      );
      return { id: name, outputs: (await read(name, inputs)) ?? inputs };
    },
    read,
    async delete(id, _state, { signal }) {
      await retryWhile("volume is in use", signal, async () => {
        await engine.client.getVolume(id).remove({ force: true });
      });
    },
  };
}
