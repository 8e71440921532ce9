/** The engine's log, as a provider may write to it. */
import grpc from "@grpc/grpc-js";
import engineProto from "@pulumi/pulumi/proto/engine_pb.js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";

export type Severity = "debug" | "info" | "warning" | "error";

export interface EngineLog {
  log(severity: Severity, urn: string, message: string): void;
}

export function connectEngine(address: string | undefined): EngineLog {
  if (!address) return { log: () => undefined };
  const client = new engineGrpc.EngineClient(address, grpc.credentials.createInsecure());
  return {
    log(severity, urn, message) {
      const request = new engineProto.LogRequest();
      request.setSeverity(SEVERITIES[severity]);
      request.setUrn(urn);
      request.setMessage(message);
      client.log(request, () => undefined);
    },
  };
}

const SEVERITIES = {
  debug: engineProto.LogSeverity.DEBUG,
  info: engineProto.LogSeverity.INFO,
  warning: engineProto.LogSeverity.WARNING,
  error: engineProto.LogSeverity.ERROR,
} as const;
