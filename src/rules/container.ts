/**
 * What rules read of a container's arguments, in the words of the docker provider. The arguments may
 * come from anybody's program: every one of them may be absent or null.
 */
import { shown } from "../lib/faults.ts";

type Maybe<T> = T | null | undefined;

export interface ContainerInputs {
  capabilities?: Maybe<{ adds?: Maybe<readonly string[]>; drops?: Maybe<readonly string[]> }>;
  cgroupnsMode?: Maybe<string>;
  cgroupParent?: Maybe<string>;
  command?: Maybe<readonly string[]>;
  cpuShares?: Maybe<number>;
  cpus?: Maybe<string>;
  destroyGraceSeconds?: Maybe<number>;
  deviceCgroupRules?: Maybe<readonly string[]>;
  deviceRequests?: Maybe<
    readonly {
      driver?: Maybe<string>;
      count?: Maybe<number>;
      deviceIds?: Maybe<readonly string[]>;
      capabilities?: Maybe<readonly unknown[]>;
    }[]
  >;
  devices?: Maybe<
    readonly {
      hostPath?: Maybe<string>;
      containerPath?: Maybe<string>;
      permissions?: Maybe<string>;
    }[]
  >;
  entrypoints?: Maybe<readonly string[]>;
  envs?: Maybe<readonly string[]>;
  gpus?: Maybe<string>;
  groupAdds?: Maybe<readonly string[]>;
  healthcheck?: Maybe<{
    tests?: Maybe<readonly string[]>;
    interval?: Maybe<string>;
    timeout?: Maybe<string>;
    startPeriod?: Maybe<string>;
    retries?: Maybe<number>;
  }>;
  hostname?: Maybe<string>;
  hosts?: Maybe<readonly { host?: Maybe<string>; ip?: Maybe<string> }[]>;
  image?: Maybe<string>;
  init?: Maybe<boolean>;
  ipcMode?: Maybe<string>;
  labels?: Maybe<readonly { label?: Maybe<string>; value?: Maybe<string> }[]>;
  logDriver?: Maybe<string>;
  logOpts?: Maybe<Readonly<Record<string, Maybe<string>>>>;
  maxRetryCount?: Maybe<number>;
  memory?: Maybe<number>;
  memoryReservation?: Maybe<number>;
  memorySwap?: Maybe<number>;
  mounts?: Maybe<
    readonly {
      type?: Maybe<string>;
      source?: Maybe<string>;
      target?: Maybe<string>;
      readOnly?: Maybe<boolean>;
      bindOptions?: Maybe<{ propagation?: Maybe<string> }>;
      tmpfsOptions?: Maybe<{ sizeBytes?: Maybe<number>; mode?: Maybe<number> }>;
      volumeOptions?: Maybe<{
        driverName?: Maybe<string>;
        driverOptions?: Maybe<Readonly<Record<string, Maybe<string>>>>;
      }>;
    }[]
  >;
  name?: Maybe<string>;
  networkMode?: Maybe<string>;
  networksAdvanced?: Maybe<readonly { name?: Maybe<string>; aliases?: Maybe<readonly string[]> }[]>;
  pidMode?: Maybe<string>;
  platform?: Maybe<string>;
  ports?: Maybe<
    readonly {
      internal?: Maybe<number>;
      external?: Maybe<number>;
      ip?: Maybe<string>;
      protocol?: Maybe<string>;
    }[]
  >;
  privileged?: Maybe<boolean>;
  publishAllPorts?: Maybe<boolean>;
  readOnly?: Maybe<boolean>;
  removeVolumes?: Maybe<boolean>;
  restart?: Maybe<string>;
  runtime?: Maybe<string>;
  securityOpts?: Maybe<readonly string[]>;
  shmSize?: Maybe<number>;
  sysctls?: Maybe<Readonly<Record<string, unknown>>>;
  tmpfs?: Maybe<Readonly<Record<string, Maybe<string>>>>;
  ulimits?: Maybe<readonly { name?: Maybe<string>; soft?: Maybe<number>; hard?: Maybe<number> }[]>;
  uploads?: Maybe<
    readonly {
      file?: Maybe<string>;
      content?: Maybe<string>;
      contentBase64?: Maybe<string>;
      source?: Maybe<string>;
    }[]
  >;
  user?: Maybe<string>;
  usernsMode?: Maybe<string>;
  volumes?: Maybe<
    readonly {
      containerPath?: Maybe<string>;
      fromContainer?: Maybe<string>;
      hostPath?: Maybe<string>;
      readOnly?: Maybe<boolean>;
      volumeName?: Maybe<string>;
    }[]
  >;
}

/** What is wrong with one resource, before anybody says which one it is. */
export interface Finding {
  /** Where in its arguments: `ports/0/ip`. */
  at: string;
  /** What was expected and what was found. */
  problem: string;
  /** How to mend it, where that is not what the rule says in general. */
  fix?: string;
}

/** `must be <wanted>, got <found>`. */
export function finding(at: string, wanted: string, found: unknown, fix?: string): Finding {
  const problem = `must be ${wanted}, got ${shown(found)}`;
  return fix === undefined ? { at, problem } : { at, problem, fix };
}
