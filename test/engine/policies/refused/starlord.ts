/** On starlord: a container that asks for a card in another way. */
import { Container, Provider } from "@pulumi/docker";

export function onStarlord(): void {
  const provider = new Provider("starlord-docker", { host: "ssh://starlord" });
  const deviceRequests = [{ driver: "cdi", deviceIds: ["nvidia.com/gpu=0"] }];
  new Container("raw", { name: "raw", image: "redis", deviceRequests }, { provider });
}
