/** A stack's services: its rows with defaults filled in and the stack's choices applied. */
import type { GpuUnits, Seconds } from "../lib/units.ts";
import { familyGrace, familyPids, familyResources, familyStart, familyZone } from "./defaults.ts";
import type { Zone } from "./defaults.ts";
import { images, ownImage } from "./images.ts";
import type { ImageSpec } from "./images.ts";
import type {
  PortSpec,
  Replicas,
  Resources,
  SecretSpec,
  ServiceSpec,
  StackName,
  VolumeSpec,
} from "./types.ts";
import type { VaultNeeds } from "./vault.ts";

/** A row ready to be deployed, refused or listed. */
export interface Service extends Omit<ServiceSpec, "image" | "replicas"> {
  aliases: string[];
  image: ImageSpec & { own: boolean; software: string };
  ports: Port[];
  resources: Required<Resources>;
  /** No document gives the figures; they are the family's. */
  estimated: boolean;
  env: NonNullable<ServiceSpec["env"]>;
  secrets: ServiceSecret[];
  /** What people have given no value for. */
  missing: MissingSecret[];
  volumes: VolumeSpec[];
  dependsOn: string[];
  replicas: Replicas & { count: number };
  enabled: boolean;
  /** Numeric `uid:gid` of its process. */
  user: string;
  graceSeconds: Seconds;
  startSeconds: Seconds;
  pidsLimit: number;
  zone: Zone;
  /** What it asks Vault for the products that it saves: of a backup agent, as src/software/backup has it. */
  vaultNeeds?: VaultNeeds;
}

export interface ServiceSecret extends SecretSpec {
  /** Which version of what people gave counts. */
  version?: number;
}

export interface MissingSecret {
  /** Of its file under /run/secrets. */
  name: string;
  /** `service/secret`. */
  id: string;
  /** The environment's, which would hold the file's path. */
  variables: string[];
}

export interface Port extends PortSpec {
  /** On the node's address; undefined: inside the networks only. */
  external: number | undefined;
  protocol: "tcp" | "udp";
}

/** What a stack's configuration says of one service. */
export interface ServiceChoice {
  enabled?: boolean | undefined;
  replicas?: number | undefined;
}

/** The one user who may open an Engine's socket on every node: the number of its group is another on each (ADR-0020). */
const SOCKET_OWNER = "0:0";

export function resolveStack(
  rows: readonly ServiceSpec[],
  stack: StackName,
  choices: Record<string, ServiceChoice> = {},
): Service[] {
  return rows
    .filter((row) => row.node === stack)
    .map((row) => resolveService(row, choices[row.name] ?? {}));
}

export function resolveService(row: ServiceSpec, choice: ServiceChoice = {}): Service {
  const { family } = row;
  const image = resolveImage(row);
  return {
    ...row,
    aliases: row.aliases ?? [],
    image,
    user: row.engineSocket === undefined ? image.user : SOCKET_OWNER,
    ports: (row.ports ?? []).map(resolvePort),
    resources: row.resources
      ? { ...row.resources, gpu: row.resources.gpu ?? 0 }
      : familyResources[family],
    estimated: row.resources === undefined,
    env: row.env ?? {},
    secrets: row.secrets ?? [],
    missing: [],
    volumes: row.volumes ?? [],
    dependsOn: row.dependsOn ?? [],
    // A documented minimum above one is kept as a bound; one instance is what fits (C27, C28).
    replicas: { ...(row.replicas ?? { min: 1, max: 1 }), count: choice.replicas ?? 1 },
    enabled: choice.enabled ?? row.disabled === undefined,
    graceSeconds: row.graceSeconds ?? familyGrace[family],
    startSeconds: familyStart[family],
    pidsLimit: familyPids[family],
    zone: familyZone[family],
  };
}

/** An image's product is named like the image; an image that only one row has is named like the row. */
function resolveImage({ image, name }: ServiceSpec): Service["image"] {
  if (!image) return { software: name, ...ownImage, repository: `bev/${name}`, own: true };
  if (typeof image !== "string") return { software: name, ...image, own: image.own ?? false };
  const spec: ImageSpec = images[image];
  return { software: image, ...spec, own: spec.own ?? false };
}

function resolvePort(port: PortSpec): Port {
  return {
    ...port,
    external: port.published === false ? undefined : (port.published ?? port.container),
    protocol: port.protocol ?? "tcp",
  };
}

/** Whether the service gets the graphics card: its family decides, and its units say how much. */
export function usesGpu({
  family,
  resources,
}: {
  family: string;
  resources: { gpu: GpuUnits };
}): boolean {
  return family === "gpu-ai" || resources.gpu > 0;
}
