import type { ConfigRenderer } from "./context.ts";

/** Integrated storage, as its makers recommend (C44). TLS comes with the platform's own CA. */
export const vault: ConfigRenderer = ({ service, site }) => {
  const port = (purpose: string): number | undefined =>
    service.ports.find((one) => one.purpose === purpose)?.external;
  const url = (number: number | undefined): string => `http://${site.address}:${String(number)}`;
  return [
    {
      name: "vault.hcl",
      content: `ui = true
disable_mlock = true
api_addr = "${url(port("http"))}"
cluster_addr = "${url(port("cluster") ?? 8201)}"

storage "raft" {
  path = "/vault/file"
  node_id = "${service.name}"
}

listener "tcp" {
  address = "0.0.0.0:8200"
  cluster_address = "0.0.0.0:8201"
  tls_disable = true
}
`,
    },
  ];
};
