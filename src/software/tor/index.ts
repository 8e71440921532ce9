/** Tor: a client with two SOCKS ports. */
import type { ConfigRenderer, Software } from "../software.ts";

/** A client with two SOCKS ports; it relays nothing (C56). */
const client: ConfigRenderer = () =>
  `DataDirectory /var/lib/tor
SocksPort 0.0.0.0:9050
SocksPort 0.0.0.0:9052 IsolateDestAddr IsolateDestPort
ControlPort 0.0.0.0:9051
CookieAuthentication 1
ClientOnly 1
Log notice stdout
`;

export const tor: Software = { config: { torrc: client } };
