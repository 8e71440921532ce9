/**
 * Runs a program against Pulumi's own mocks and records what it registers, inputs and options. The
 * monitor's wrapped method is not documented by Pulumi: it is used here and nowhere else.
 */
import { invented } from "../../src/lib/invented.ts";
import { nameOf } from "../../src/lib/resources.ts";
import type { Output } from "@pulumi/pulumi";
import { MockMonitor, setMocks } from "@pulumi/pulumi/runtime/mocks.js";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime/mocks.js";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import * as rpc from "@pulumi/pulumi/runtime/rpc.js";
import * as settings from "@pulumi/pulumi/runtime/settings.js";

export interface Registration {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** Names of inputs that reached the engine as secrets. */
  secretInputs: string[];
  parent: string;
  /** Names of the parents under which it may be in a state. */
  formerParents: string[];
  /** Names of resources that must be there first, by option or by input. */
  dependencies: string[];
  provider: string;
  protect: boolean;
  retainOnDelete: boolean;
  deleteBeforeReplace: boolean;
  ignoreChanges: string[];
  replaceOnChanges: string[];
}

export interface Recorded<T> {
  result: T;
  registrations: Registration[];
  /** One of that type and name. */
  find: (type: string, name: string) => Registration;
  ofType: (type: string) => Registration[];
}

export interface Environment {
  stack?: string;
  preview?: boolean;
  /** Outputs of other stacks, by name; a stack that is absent here does not exist. */
  stacks?: Record<string, Record<string, unknown>>;
  /** What commands of these names print, instead of text that is made up. */
  printed?: Record<string, string>;
}

/** @throws what the program throws, once every registration has ended */
export async function record<T>(
  program: () => T | Promise<T>,
  { stack = "thanos", preview = true, stacks = {}, printed = {} }: Environment = {},
): Promise<Recorded<T>> {
  const registrations: Registration[] = [];
  await setMocks(
    {
      newResource: (args) => answer(args, stacks, printed),
      call: ({ token, inputs }) => {
        const name =
          String((inputs as { name?: string }).name)
            .split("/")
            .at(-1) ?? "";
        if (token === "pulumi:pulumi:readStackOutputs" && (name === stack || name in stacks)) {
          return { outputs: stacks[name] ?? {} };
        }
        const details = `unknown stack "${name}"`;
        throw Object.assign(new Error(details), { details });
      },
    },
    "bev",
    stack,
    preview,
    "organization",
  );
  const restore = recordInto(registrations);
  // As the program does itself: the SDK formats a stack trace for every promise.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const result = await program();
    await registrationsEnded();
    return { result, registrations, ...lookup(registrations) };
  } finally {
    await registrationsEnded();
    Error.stackTraceLimit = stackTraceLimit;
    restore();
  }
}

/** The SDK exports it, but not to TypeScript. */
function registrationsEnded(): Promise<void> {
  return (settings as unknown as { waitForRPCs: () => Promise<void> }).waitForRPCs();
}

/** What an output comes to. */
export function settled<T>(output: Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => {
      resolve(value);
    });
  });
}

/** The text that a mocked password has: no registration may show it outside a secret. */
export function canary(name: string): string {
  return `canary-of-${name}`;
}

function answer(
  { type, name, inputs }: MockResourceArgs,
  stacks: Record<string, Record<string, unknown>>,
  printed: Record<string, string>,
): { id: string; state: Record<string, unknown> } {
  const state = { ...(inputs as Record<string, unknown>) };
  if (type === "random:index/randomPassword:RandomPassword") {
    state["result"] = { [rpc.specialSigKey]: rpc.specialSecretSig, value: canary(name) };
  }
  if (type === "command:local:Command") {
    state["stdout"] = printed[name] ?? inventedText(name);
    if (isCertificate(name) && !(name in printed)) return { id: invented(name), state };
  }
  if (type === "vault:pkiSecret/secretBackendRootCert:SecretBackendRootCert") {
    state["certificate"] = `certificate of ${name}`;
  }
  if (type === "pulumi:pulumi:StackReference") {
    state["outputs"] = stacks[name] ?? {};
    state["secretOutputNames"] = [];
  }
  return { id: `${name}-id`, state };
}

function isCertificate(name: string): boolean {
  return /-(authority|certificate)$/.test(name);
}

/** What the program's own steps print. */
function inventedText(name: string): unknown {
  if (isCertificate(name)) {
    return `certificate of ${name}\n-----BEGIN PRIVATE KEY-----\n${canary(name)}\n`;
  }
  return name.endsWith("-bootstrap") ? canary(name) : "";
}

function recordInto(registrations: Registration[]): () => void {
  type Method = (request: RegisterResourceRequest, callback: unknown) => Promise<void>;
  const prototype = MockMonitor.prototype as unknown as { registerResource: Method };
  const original = prototype.registerResource;
  prototype.registerResource = function (request, callback) {
    registrations.push(registrationOf(request));
    return original.call(this, request, callback);
  };
  return () => (prototype.registerResource = original);
}

function registrationOf(request: RegisterResourceRequest): Registration {
  const raw = (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>;
  return {
    type: request.getType(),
    name: request.getName(),
    inputs: Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, plain(value)])),
    secretInputs: Object.entries(raw).flatMap(([key, value]) => (isSecret(value) ? [key] : [])),
    parent: nameOf(request.getParent()),
    formerParents: request
      .getAliasesList()
      .flatMap((alias) => alias.getSpec()?.getParenturn() ?? [])
      .map(nameOf),
    dependencies: request.getDependenciesList().map(nameOf).sort(),
    provider: nameOf(request.getProvider().replace(/::[^:]*$/, "")),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplace(),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
  };
}

function isSecret(value: unknown): value is { value: unknown } {
  const marked = value as Record<string, unknown> | null;
  return typeof value === "object" && marked?.[rpc.specialSigKey] === rpc.specialSecretSig;
}

function plain(value: unknown): unknown {
  return isSecret(value) ? value.value : value;
}

function lookup(registrations: Registration[]): Pick<Recorded<unknown>, "find" | "ofType"> {
  return {
    ofType: (type) => registrations.filter((one) => one.type === type),
    find: (type, name) => {
      const found = registrations.find((one) => one.type === type && one.name === name);
      if (found) return found;
      const names = registrations.filter((one) => one.type === type).map((one) => one.name);
      throw new Error(`no ${type} named ${name}, only ${names.join(", ")}`);
    },
  };
}
