/**
 * The Node.js language host: runs a Pulumi program, or a policy pack, in a Node process of its own.
 * Used where the published host, which comes with Pulumi's CLI archive, cannot be downloaded.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import type grpc from "@grpc/grpc-js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/language_pb.js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import { engineAddress, serve } from "../kit/serve.ts";
import { installedDependencies } from "./dependencies.ts";

declare const HOST_VERSION: string;

/** The program has already told the user what went wrong. */
const EXIT_AFTER_MESSAGE = 32;

const running = new Set<ChildProcess>();

const methods: grpc.UntypedServiceImplementation = {
  handshake: answer(() => new proto.LanguageHandshakeResponse()),
  getPluginInfo: answer(() => {
    const info = new pluginProto.PluginInfo();
    info.setVersion(HOST_VERSION);
    return info;
  }),
  getRequiredPlugins: answer(() => new proto.GetRequiredPluginsResponse()),
  // The engine asks for each plugin again, with its version, when the program first uses it.
  getRequiredPackages: answer(() => new proto.GetRequiredPackagesResponse()),
  about: answer(() => {
    const about = new proto.AboutResponse();
    about.setExecutable(process.execPath);
    about.setVersion(process.version);
    return about;
  }),
  getProgramDependencies: answer((request: proto.GetProgramDependenciesRequest) => {
    const directory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
    const response = new proto.GetProgramDependenciesResponse();
    response.setDependenciesList(
      installedDependencies(directory).map(({ name, version }) => {
        const dependency = new proto.DependencyInfo();
        dependency.setName(name);
        dependency.setVersion(version);
        return dependency;
      }),
    );
    return response;
  }),
  runtimeOptionsPrompts: answer(() => new proto.RuntimeOptionsResponse()),
  installDependencies: (
    call: grpc.ServerWritableStream<proto.InstallDependenciesRequest, unknown>,
  ) => {
    const cwd = call.request.getDirectory();
    endWith(call, async () => {
      const start = (): ChildProcess => spawn("npm", ["install"], { cwd });
      const code = await stream(call, start, proto.InstallDependenciesResponse);
      if (code !== 0) throw new Error(`npm install exited with code ${String(code)}`);
    });
  },
  run: (
    call: grpc.ServerUnaryCall<proto.RunRequest, unknown>,
    callback: grpc.sendUnaryData<unknown>,
  ) => {
    runProgram(call.request).then(
      (response) => callback(null, response),
      (error: unknown) => callback(error as Error),
    );
  },
  runPlugin: (call: grpc.ServerWritableStream<proto.RunPluginRequest, unknown>) => {
    endWith(call, async () => {
      const start = (): ChildProcess => startPlugin(call.request);
      const response = new proto.RunPluginResponse();
      response.setExitcode(await stream(call, start, proto.RunPluginResponse));
      call.write(response);
    });
  },
  cancel: answer(() => {
    interruptAll();
    return new emptyProto.Empty();
  }),
};

process.once("exit", interruptAll);
await serve(languageGrpc.LanguageRuntimeService, methods);

function interruptAll(): void {
  for (const child of running) child.kill("SIGINT");
}

async function runProgram(request: proto.RunRequest): Promise<proto.RunResponse> {
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() ?? request.getPwd();
  const child = track(
    spawn(
      "node",
      [
        sdkModule("run", directory),
        ...option("monitor", request.getMonitorAddress()),
        ...option("engine", engineAddress(process.argv) ?? ""),
        ...option("organization", request.getOrganization()),
        ...option("project", request.getProject()),
        ...option("stack", request.getStack()),
        ...option("pwd", request.getPwd()),
        ...option("parallel", String(request.getParallel())),
        ...(request.getDryrun() ? ["--dry-run"] : []),
        ...option("root-directory", info?.getRootDirectory() ?? directory),
        path.join(directory, info?.getEntryPoint() ?? request.getProgram()),
        ...request.getArgsList(),
      ],
      {
        cwd: request.getPwd(),
        stdio: ["ignore", "inherit", "inherit"],
        env: {
          ...process.env,
          PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
          PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        },
      },
    ),
  );
  const { code, signal } = await exitOf(child);
  const response = new proto.RunResponse();
  if (code === EXIT_AFTER_MESSAGE) response.setBail(true);
  else if (signal) response.setError(`the program was ended by ${signal}`);
  else if (code !== 0) response.setError(`the program exited with code ${String(code)}`);
  return response;
}

function startPlugin(request: proto.RunPluginRequest): ChildProcess {
  const directory = request.getInfo()?.getProgramDirectory() ?? request.getProgram();
  const args = request.getArgsList();
  // A policy pack comes after its arguments, and finds its modules from its own folder.
  const isPack = request.getKind() === "analyzer";
  const runner = sdkModule(isPack ? "run-policy-pack" : "run-plugin", directory);
  return spawn("node", [runner, ...(isPack ? [...args, directory] : [directory, ...args])], {
    cwd: isPack ? directory : request.getPwd(),
    env: { ...process.env, ...environment(request.getEnvList()) },
  });
}

type StreamResponse = typeof proto.RunPluginResponse | typeof proto.InstallDependenciesResponse;

/** Ends a call with its work, or with the error of it. */
function endWith(
  call: grpc.ServerWritableStream<unknown, unknown>,
  work: () => Promise<void>,
): void {
  work().then(
    () => call.end(),
    (error: unknown) => call.emit("error", error),
  );
}

/** Runs a process whose output goes to the caller as it comes. */
async function stream(
  call: grpc.ServerWritableStream<unknown, unknown>,
  start: () => ChildProcess,
  Response: StreamResponse,
): Promise<number> {
  const child = track(start());
  child.stdout?.on("data", (chunk: Buffer) => {
    const response = new Response();
    response.setStdout(chunk);
    call.write(response);
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    const response = new Response();
    response.setStderr(chunk);
    call.write(response);
  });
  call.on("cancelled", () => child.kill("SIGTERM"));
  return (await exitOf(child)).code ?? 1;
}

function exitOf(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
}

function track(child: ChildProcess): ChildProcess {
  running.add(child);
  child.on("close", () => running.delete(child));
  return child;
}

/** The runner of the SDK that the program itself depends on. */
function sdkModule(runner: string, directory: string): string {
  try {
    const { resolve } = createRequire(path.join(directory, "index.js"));
    return resolve(`@pulumi/pulumi/cmd/${runner}`);
  } catch {
    throw new Error(`${directory}: must find @pulumi/pulumi in node_modules; run npm ci there`);
  }
}

function option(name: string, value: string): string[] {
  return value === "" ? [] : [`--${name}`, value];
}

function environment(pairs: string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function answer<Request>(
  respond: (request: Request) => unknown,
): grpc.handleUnaryCall<Request, unknown> {
  return (call, callback) => callback(null, respond(call.request));
}
