import type { Estate, Node } from "./estate.ts";

/** What passes traffic on. Where to may be a host of the customer's, which names no resource. */
const fronts: ReadonlySet<string> = new Set([
  "microsoft.network/applicationgateways",
  "microsoft.network/frontdoors",
  "microsoft.network/trafficmanagerprofiles",
  "microsoft.cdn/profiles/endpoints",
]);
const served: ReadonlySet<string> = new Set([
  "microsoft.web/sites",
  "microsoft.web/staticsites",
  "microsoft.apimanagement/service",
]);
/** A made-up name, and not a word: eight letters and digits or more. */
const before = /^(?=[a-z0-9]*\d)([a-z0-9]{8,})-/;

/** The site that a front probably serves: it is called `NAME`, and what the front uses `NAME-pip`. */
export function servedSites(front: Node, used: Node | undefined, estate: Estate): number[] {
  if (used === undefined || !fronts.has(front.type)) return [];
  const sites = estate.byShortName.get(before.exec(used.shortName)?.[1] ?? "") ?? [];
  return sites.filter((index) => served.has(estate.nodes[index]?.type ?? ""));
}
