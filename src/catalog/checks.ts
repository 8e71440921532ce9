/** Health checks of images that have no program for HTTP. */

/** Whether the container answers with 200. */
export function getByBash(port: number, path: string): string[] {
  const ask = `exec 3<>/dev/tcp/127.0.0.1/${String(port)} && printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3`;
  return ["bash", "-c", `${ask} && grep -q '^HTTP/[0-9.]* 200' <&3`];
}
