/** Runs a gRPC service as a Pulumi plugin: the port on standard output, and nothing else there. */
import grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { connectEngine } from "./engine.ts";
import { Provider } from "./provider.ts";
import type { ProviderDefinition } from "./provider.ts";
import { providerService } from "./service.ts";

const UNLIMITED = -1;

export function serveProvider(definition: ProviderDefinition): Promise<void> {
  const provider = new Provider(definition, connectEngine(engineAddress(process.argv)));
  return serve(providerGrpc.ResourceProviderService, providerService(provider));
}

export async function serve(
  definition: grpc.ServiceDefinition,
  implementation: grpc.UntypedServiceImplementation,
): Promise<void> {
  exitWithEngine();
  const server = new grpc.Server({
    "grpc.max_receive_message_length": UNLIMITED,
    "grpc.max_send_message_length": UNLIMITED,
  });
  server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  process.stdout.write(`${String(port)}\n`);
}

/** The engine interrupts its plugins when it is done; one that was killed only closes their input. */
function exitWithEngine(): void {
  const exit = (): void => process.exit();
  process.once("SIGINT", exit).once("SIGTERM", exit);
  process.stdin.once("end", exit).resume();
}

/** The engine passes flags first and its own address last. */
export function engineAddress(argv: readonly string[]): string | undefined {
  return argv.slice(2).findLast((argument) => !argument.startsWith("-"));
}
