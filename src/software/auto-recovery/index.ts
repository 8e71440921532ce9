/** Auto-recovery: its limits and circuit breaker. */
import { stringify } from "yaml";
import type { ConfigRenderer, Software } from "../software.ts";

/** The figures of document 002: 104-110 for the breaker, 308-315 for the limits. */
const limits: ConfigRenderer = () =>
  stringify({
    circuit_breaker: {
      failure_threshold: 5,
      failure_rate_threshold: 0.5,
      timeout_duration: 60,
      request_timeout: 30,
      max_concurrent_calls: 100,
    },
    max_concurrent_recoveries: 3,
    snapshot_retention_days: 3,
    health_check_interval: 15,
    recovery_timeout: 300,
  });

export const autoRecovery: Software = { config: { "auto_recovery.yaml": limits } };
