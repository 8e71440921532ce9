/** One instance of a service: its container with everything that it needs, and its gate. */
import { local } from "@pulumi/command";
import { Container } from "@pulumi/docker/container.js";
import { RemoteImage } from "@pulumi/docker/remoteImage.js";
import { Volume } from "@pulumi/docker/volume.js";
import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../catalog/resolve.ts";
import type { SecretSpec } from "../catalog/types.ts";
import { sha256 } from "../lib/hash.ts";
import { instanceName, volumeName } from "../lib/names.ts";
import { SERVICE_LABEL } from "../lib/resources.ts";
import { definitionOf } from "../container/arguments.ts";
import type { ContainerArgs } from "../container/arguments.ts";
import { filesHash } from "../container/delivery.ts";
import { renderGate } from "../container/gate.ts";
import { renderReload } from "../container/reload.ts";
import { renderService } from "../container/rendered-service.ts";
import { softwareOf } from "../software/index.ts";
import { deliverConfig } from "./config-files.ts";
import type { ComponentFacts } from "../rules/placement.ts";
import { applyData } from "./data.ts";
import { secretId } from "../rules/rotation.ts";
import { SecretFiles } from "./secrets.ts";
import type { GivenFiles, Secret, SecretStore } from "./secrets.ts";
import type { DeploymentSite } from "./site.ts";

export interface DeployedServiceArgs {
  service: Service;
  site: DeploymentSite;
  /** Which instance, from 0. */
  instance?: number;
  /** What must be there first. */
  after?: readonly pulumi.Resource[];
}

/** The provider reports changes of these as updated and does not apply them. */
const NOT_APPLIED = ["healthcheck", "tmpfs", "init", "cpuPeriod", "cpuQuota"];

/**
 * One running instance of a service. Invariant: its container starts only after its image, volumes,
 * files and everything it needs are there, and it counts as deployed only when its gate has seen it
 * live with its process limit set.
 */
export class DeployedService extends pulumi.ComponentResource {
  static readonly type: string = "bev:service:Service";
  /** Passed only by a live container. */
  readonly live: local.Command;
  /** What a service that needs this one waits for: live, with its data objects. */
  readonly ready: pulumi.Resource;
  /** What waits until it shows the certificate that it has been given waits for this. */
  readonly reloaded: pulumi.Resource;
  readonly container: Container;

  constructor(
    name: string,
    args: DeployedServiceArgs,
    opts: pulumi.ComponentResourceOptions,
    type = DeployedService.type,
  ) {
    const facts = factsOf(args.service);
    super(type, name, facts, opts);
    const parent = this;
    const { service, site, instance = 0, after = [] } = args;
    const { dockerHost } = site;
    const instanceId = instanceName(service.name, instance);
    const rendered = renderService(service, site, instance);
    const { image, files, directory, zones, container: plan } = rendered;
    const networks = zones.flatMap((zone) => site.host.networks.get(zone) ?? []);

    const pulled = pullImage();
    const volumes = createVolumes();
    const drawn = service.secrets.filter(({ version }) => version === undefined);
    const secrets = drawn.map((spec) => ({ spec, ...secretOf(spec) }));
    const delivered = [...deliverConfigFiles(), ...deliverSecrets()];
    this.container = createContainer(plan);
    this.live = createGate(this.container);
    this.ready = createData(this.live) ?? this.live;
    this.reloaded = createReload() ?? this.ready;
    // Once more: rules about whole stacks see outputs only.
    this.registerOutputs(facts);

    function pullImage(): RemoteImage {
      return new RemoteImage(
        `${name}-image`,
        { name: image, keepLocally: true },
        { parent, customTimeouts: { create: "60m" } },
      );
    }

    function createVolumes(): Volume[] {
      return service.volumes.map(({ name: volume, backup }) => {
        const keep = site.protect && backup !== "none";
        return new Volume(
          `${name}-${volume}`,
          {
            name: volumeName(site.prefix, instanceId, volume),
            labels: [{ label: SERVICE_LABEL, value: service.name }],
          },
          {
            parent,
            protect: keep,
            retainOnDelete: keep,
            // A changed label would replace the volume, and with it lose the data.
            ignoreChanges: ["labels", "driverOpts"],
          },
        );
      });
    }

    function deliverConfigFiles(): pulumi.Resource[] {
      if (files.length === 0) return [];
      return [
        deliverConfig(
          `${name}-config`,
          { dockerHost, stack: site.stack, image, directory, files },
          { parent, dependsOn: pulled },
        ),
      ];
    }

    function deliverSecrets(): pulumi.Resource[] {
      if (service.secrets.length === 0) return [];
      const given = givenFiles(service, site.secrets.source);
      return [
        new SecretFiles(
          `${name}-secrets`,
          {
            dockerHost,
            stack: site.stack,
            image,
            volume: volumeName(site.prefix, instanceId, "secrets"),
            user: service.user,
            files: secrets.map(({ spec, value }) => ({
              name: spec.name,
              content: value.apply((text) =>
                (spec.template ?? "{secret}").replace("{secret}", () => text),
              ),
            })),
            ...(given && { given }),
          },
          { parent, dependsOn: [pulled, ...secrets.flatMap(({ kept }) => kept)] },
        ),
      ];
    }

    function secretOf(spec: SecretSpec): Secret {
      const { certificate: part, of: other, issuer } = spec;
      if (part === undefined) return site.secrets.password(service.name, spec);
      if (part === "authority") {
        const value =
          issuer === undefined
            ? site.authorityOf(other ?? service.name)
            : site.certifier(issuer).authority();
        return { value, generation: value.apply(sha256), kept: [] };
      }
      const pair = site.certifier(issuer).of(service.name);
      return {
        value: pair.apply(({ certificate, key }) =>
          part === "both" ? `${certificate}${key}` : { certificate, key }[part],
        ),
        generation: pulumi.unsecret(pair.apply(({ certificate }) => sha256(certificate))),
        kept: [],
      };
    }

    function createContainer(containerArgs: ContainerArgs): Container {
      return new Container(name, containerArgs, {
        parent,
        replaceOnChanges: NOT_APPLIED,
        deleteBeforeReplace: service.behind === undefined,
        dependsOn: [
          ...[pulled, ...volumes, ...site.handovers.mountedBy(containerArgs.mounts)],
          ...[...delivered, ...networks, ...after],
        ],
      });
    }

    function createGate(container: Container): local.Command {
      return new local.Command(
        `${name}-live`,
        {
          ...renderGate(plan.name, { host: dockerHost, ...service }),
          triggers: [container.id, definitionOf(plan)],
          addPreviousOutputInEnv: false,
          // Its failure shows the lines; shown as they come, they would be there twice.
          logging: local.Logging.None,
        },
        { parent, dependsOn: container, deleteBeforeReplace: true },
      );
    }

    /** It reads its files at its start: only what changes after that has to be made known. */
    function createReload(): local.Command | undefined {
      const { reload, takesConfig = false } = softwareOf(service);
      // An authority alone stays for as long as its clients run.
      const isOwn = ({ spec }: { spec: SecretSpec }) => spec.certificate !== "authority";
      const versions = service.secrets.flatMap(({ version }) => version ?? []);
      const hasOwn = secrets.some(isOwn) || versions.length > 0;
      if (reload === undefined || !(takesConfig || hasOwn)) return undefined;
      const generations = [...secrets.map(({ generation }) => generation), ...versions];
      return new local.Command(
        `${name}-reload`,
        {
          ...renderReload(plan.name, { host: dockerHost, reload }),
          triggers: takesConfig ? [...generations, filesHash(files)] : generations,
          addPreviousOutputInEnv: false,
        },
        { parent, dependsOn: [parent.ready, ...delivered], deleteBeforeReplace: true },
      );
    }

    function createData(live: local.Command): local.Command | undefined {
      if (!service.data) return undefined;
      const args = { service, site, container: plan.name, live: [live] };
      return applyData(`${name}-data`, args, parent);
    }
  }
}

/** What people gave, with what they gave no more; none where the rows ask nobody for anything. */
function givenFiles(
  { name: service, secrets, missing }: Service,
  source: SecretStore["source"],
): GivenFiles | undefined {
  const files = secrets.flatMap(({ version, template, ...secret }) =>
    version === undefined
      ? []
      : [
          {
            ...{ name: secret.name, version, id: secretId({ name: service }, secret) },
            ...(template !== undefined && { template }),
          },
        ],
  );
  if (!source || files.length + missing.length === 0) return undefined;
  return { ...source, files, missing: missing.map(({ name }) => name) };
}

/** What policies and people read of the component itself. */
function factsOf(service: Service): ComponentFacts & Record<string, unknown> {
  const { name, node, family, resources, singleton, replicas, image } = service;
  return {
    service: name,
    node,
    family,
    gpuUnits: resources.gpu,
    singleton: singleton ?? false,
    // Without `max` there is no upper bound.
    replicas: { count: replicas.count, ...(replicas.max !== null && { max: replicas.max }) },
    volumePaths: image.volumePaths,
  };
}
