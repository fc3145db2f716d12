/** The newest Node that our tests ran on. */
const NEWEST_KNOWN = 24;

/** Whether this is a Node whose undocumented sides that we use for speed are known; on a newer one we do without. */
export function isKnownNode(version = process.versions.node): boolean {
  return Number.parseInt(version, 10) <= NEWEST_KNOWN;
}
