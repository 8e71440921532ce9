/** Pulumi's own release archives, where they can be had. */
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

const RELEASES = "https://get.pulumi.com/releases";
const FIRST_BYTE_MS = 10_000;
const IDLE_MS = 30_000;

export function cliArchive(version, { os, cliArch }) {
  return `${RELEASES}/sdk/pulumi-v${version}-${os}-${cliArch}.tar.gz`;
}

export function pluginArchive(name, version, { os, pluginArch }) {
  return `${RELEASES}/plugins/pulumi-resource-${name}-v${version}-${os}-${pluginArch}.tar.gz`;
}

/** The archive cannot be had; the message says why. */
export class Unavailable extends Error {}

/**
 * Writes the answer of `url` to `file`. Waits 10 s for the first byte, then as long as bytes flow.
 * @param {string} url
 * @param {string} file
 * @param {{ report?: (received: string) => void, firstByteMs?: number, idleMs?: number }} options
 * @throws {Unavailable}
 */
export async function download(
  url,
  file,
  { report = () => {}, firstByteMs = FIRST_BYTE_MS, idleMs = IDLE_MS } = {},
) {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), firstByteMs);
  let received = 0;
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok) throw new Unavailable(`${url}: answered ${response.status}`);
    const total = Number(response.headers.get("content-length"));
    await pipeline(
      response.body,
      async function* (chunks) {
        for await (const chunk of chunks) {
          clearTimeout(timer);
          timer = setTimeout(() => abort.abort(), idleMs);
          received += chunk.length;
          report(`${megabytes(received)}${total ? ` of ${megabytes(total)}` : ""} MB`);
          yield chunk;
        }
      },
      createWriteStream(file),
    );
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    throw new Unavailable(`${url}: ${reason(error, abort.signal, received)}`);
  } finally {
    clearTimeout(timer);
  }
}

function reason(error, signal, received) {
  // An attempt at several addresses has a code and no message.
  if (!signal.aborted) return error.cause?.message || error.cause?.code || error.message;
  return received === 0 ? "no answer in time" : "the download stalled";
}

function megabytes(bytes) {
  return Math.round(bytes / 1e6);
}
