/** The Network resource. */
import type Docker from "dockerode";
import { inputsOf, mustBeNamed, resourceSchema } from "../kit/schema.ts";
import type { PackageFacts } from "../kit/schema.ts";
import type { ResourceHandler } from "../kit/provider.ts";
import type { Properties } from "../kit/values.ts";
import { isNotFound } from "./engine.ts";
import type { DockerEngine } from "./engine.ts";
import { attempt, labelMap, labelSet, retryWhile } from "./shared.ts";

interface IpamConfig {
  subnet?: string;
  ipRange?: string;
  gateway?: string;
  auxAddress?: Record<string, string>;
}

interface IpamAnswer {
  Subnet?: string;
  IPRange?: string;
  Gateway?: string;
  AuxiliaryAddresses?: Record<string, string>;
}

export function networkHandler(facts: PackageFacts, engine: DockerEngine): ResourceHandler {
  const read = async (id: string, state: Properties): Promise<Properties | undefined> => {
    try {
      const info = await engine.client.getNetwork(id).inspect();
      return { ...state, ...networkOutputs(info) };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };
  const schema = resourceSchema(facts, "docker:index/network:Network", {
    defaults: { ipamDriver: "default" },
    sets: new Set(["ipamConfigs", "labels"]),
    computed: new Set(["driver", "internal", "ipamConfigs", "options"]),
  });
  return {
    schema,
    check: mustBeNamed,
    importInputs: (outputs) => inputsOf(schema, outputs),
    async create(inputs) {
      const network = await attempt("Unable to create network", () =>
        engine.client.createNetwork({
          Name: inputs["name"] as string,
          CheckDuplicate: true,
          Driver: (inputs["driver"] as string | undefined) ?? "bridge",
          Internal: inputs["internal"] === true,
          Attachable: inputs["attachable"] === true,
          Ingress: inputs["ingress"] === true,
          EnableIPv6: inputs["ipv6"] === true,
          Labels: labelMap(inputs["labels"]),
          Options: (inputs["options"] as Record<string, string> | undefined) ?? {},
          IPAM: {
            Driver: inputs["ipamDriver"] as string,
            Options: (inputs["ipamOptions"] as Record<string, string> | undefined) ?? {},
            Config: ((inputs["ipamConfigs"] ?? []) as unknown as IpamConfig[]).map(ipamConfig),
          },
        }),
      );
      return { id: network.id, outputs: (await read(network.id, inputs)) ?? inputs };
    },
    read,
    async delete(id, _state, { signal }) {
      await retryWhile("has active endpoints", signal, async () => {
        await engine.client.getNetwork(id).remove();
      });
    },
  };
}

function ipamConfig({ subnet, ipRange, gateway, auxAddress }: IpamConfig): Record<string, unknown> {
  return {
    Subnet: subnet ?? "",
    IPRange: ipRange ?? "",
    Gateway: gateway ?? "",
    AuxiliaryAddresses: auxAddress ?? {},
  };
}

function networkOutputs(info: Docker.NetworkInspectInfo): Properties {
  const configs = (info.IPAM?.Config ?? []) as unknown as IpamAnswer[];
  return {
    name: info.Name,
    labels: labelSet(info.Labels),
    driver: info.Driver,
    internal: info.Internal,
    attachable: info.Attachable,
    ingress: info.Ingress,
    ipv6: info.EnableIPv6,
    ipamDriver: info.IPAM?.Driver ?? "",
    scope: info.Scope,
    options: info.Options ?? {},
    ipamConfigs: configs.map((config) => ({
      subnet: config.Subnet ?? "",
      ipRange: config.IPRange ?? "",
      gateway: config.Gateway ?? "",
      auxAddress: config.AuxiliaryAddresses ?? {},
    })),
  };
}
