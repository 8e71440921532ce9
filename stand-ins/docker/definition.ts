/** The docker provider's arguments and resources, on one Engine. */
import type { ProviderDefinition } from "../kit/provider.ts";
import type { PackageFacts, PropertySchema } from "../kit/schema.ts";
import { containerHandler } from "./container.ts";
import { DockerEngine } from "./engine.ts";
import { imageHandler } from "./image.ts";
import { networkHandler } from "./network.ts";
import { volumeHandler } from "./volume.ts";
import schema from "./schema.json" with { type: "json" };

const facts = schema as unknown as PackageFacts & { config: Record<string, PropertySchema> };

export function dockerProvider(version: string): ProviderDefinition {
  const engine = new DockerEngine();
  return {
    name: "docker",
    version,
    configSchema: facts.config,
    configure: (config) => engine.configure(config),
    resources: {
      "docker:index/network:Network": networkHandler(facts, engine),
      "docker:index/volume:Volume": volumeHandler(facts, engine),
      "docker:index/remoteImage:RemoteImage": imageHandler(facts, engine),
      "docker:index/container:Container": containerHandler(facts, engine),
    },
  };
}
