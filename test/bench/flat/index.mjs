/** Declares what BEV_FLAT_RESOURCES lists, one constructor after the other. */
import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as random from "@pulumi/random";
import { readFileSync } from "node:fs";

const classes = {
  "command:local:Command": command.local.Command,
  "docker:index/container:Container": docker.Container,
  "docker:index/network:Network": docker.Network,
  "docker:index/remoteImage:RemoteImage": docker.RemoteImage,
  "docker:index/volume:Volume": docker.Volume,
  "random:index/randomPassword:RandomPassword": random.RandomPassword,
};

const { host, resources } = JSON.parse(readFileSync(process.env.BEV_FLAT_RESOURCES, "utf8"));
const provider = new docker.Provider("docker", { host });
for (const { type, name, inputs } of resources) {
  const options = type.startsWith("docker:") ? { provider } : {};
  new classes[type](name, inputs, options);
}
