import type { ConfigRenderer } from "./context.ts";

export const pgbouncer: ConfigRenderer = ({ endpoint }) => {
  const [host, port] = endpoint("postgres").split(":");
  return [
    {
      name: "pgbouncer.ini",
      content: `[databases]
* = host=${host ?? ""} port=${port ?? ""}

[pgbouncer]
listen_addr = 0.0.0.0
listen_port = 6432
auth_type = scram-sha-256
auth_file = /run/secrets/userlist.txt
pool_mode = transaction
default_pool_size = 50
max_client_conn = 1000
ignore_startup_parameters = extra_float_digits
`,
    },
  ];
};
