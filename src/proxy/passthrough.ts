/**
 * Compiles the `passthrough_hosts` option: exact host names, or `*.suffix` for every name below a suffix (the suffix
 * itself not included). Names compare without case.
 */
export function matchHosts(patterns: readonly string[]): (host: string) => boolean {
  const exact = new Set<string>();
  const suffixes: string[] = [];
  for (const pattern of patterns) {
    const name = pattern.toLowerCase();
    if (name.startsWith('*.')) suffixes.push(name.slice(1));
    else exact.add(name);
  }
  return (host) => exact.has(host) || suffixes.some((suffix) => host.endsWith(suffix));
}
