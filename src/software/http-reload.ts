/** How Prometheus and its companions read their files again: they refuse what is invalid, and say so. */
export function httpReload(port: number): string {
  return `wget -q -O /dev/null --post-data= http://127.0.0.1:${String(port)}/-/reload`;
}
