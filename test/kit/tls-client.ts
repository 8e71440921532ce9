/** Clients of the platform's services, as far as TLS and the first words of each protocol go. */
import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import tls from "node:tls";
import type { TLSSocket } from "node:tls";

const TIMEOUT_MS = 10_000;

/** PostgreSQL is asked for TLS first. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** What a client says first, and how its answer begins where the server has understood it. */
export const AMQP = { hello: Buffer.from("AMQP\0\0\x09\x01", "latin1"), answer: [1, 0, 0] };
/** ApiVersions, version 0, with the correlation id 7. */
export const KAFKA = {
  hello: Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 7, 0xff, 0xff]),
  answer: [0, 0],
};

export interface Target {
  host: string;
  port: number;
  /** What its certificate must chain to, in PEM. */
  authority: string;
  /** The name that it must have; absent: its address. */
  name?: string;
  isPostgres?: boolean;
}

/** A session with a server whose certificate was checked, as every client of the platform checks it. */
export async function open({
  host,
  port,
  authority,
  name,
  isPostgres,
}: Target): Promise<TLSSocket> {
  const socket = await reached(host, port);
  if (isPostgres) {
    socket.write(SSL_REQUEST);
    const [answer] = (await once(socket, "data")) as [Buffer];
    if (answer.toString() !== "S") throw new Error(`no TLS: ${answer.toString()}`);
  }
  const session = tls.connect({
    ...{ socket, ca: authority, host },
    ...(name !== undefined && {
      servername: name,
      checkServerIdentity: (_: string, certificate: tls.PeerCertificate) =>
        tls.checkServerIdentity(name, certificate),
    }),
  });
  await once(session, "secureConnect");
  return session;
}

/** The certificate that is served. */
export async function served(target: Target): Promise<tls.DetailedPeerCertificate> {
  const session = await open(target);
  const certificate = session.getPeerCertificate(true);
  session.destroy();
  return certificate;
}

/** Why there is no such session. */
export function refusal(target: Target): Promise<string> {
  return open(target).then(
    (session) => {
      session.destroy();
      return "none";
    },
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
}

/** All that is answered to these bytes, until the other side ends or has said enough. */
export async function answerTo(socket: Socket, hello: Buffer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    socket.end();
  });
  socket.on("error", () => undefined);
  socket.write(hello);
  await once(socket, "close");
  return Buffer.concat(chunks);
}

export async function reached(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port });
  await once(socket, "connect");
  return socket;
}
