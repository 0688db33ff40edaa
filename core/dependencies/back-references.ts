import { isReadOnlyPath } from "../types/type-index.ts";

/**
 * Properties that say who uses a resource, not what it uses. Azure fills most of them in, and the type index knows
 * those as read-only. Here stand the ones the published API calls writable, each for the same reason: the user
 * names what it uses itself, so the list on the other side only repeats it the wrong way round.
 * Lower case; a path matches when it equals the entry or continues below it.
 */
const repeated: Readonly<Record<string, readonly string[]>> = {
  "microsoft.compute/availabilitysets": ["properties.virtualmachines"],
  "microsoft.desktopvirtualization/hostpools": ["properties.applicationgroupreferences"],
  "microsoft.desktopvirtualization/applicationgroups": ["properties.workspacearmpath"],
  // By its documentation it mirrors the name; portals put the name of the site there.
  "microsoft.insights/components": ["properties.applicationid"],
  "microsoft.network/virtualhubs": [
    "properties.vpngateway",
    "properties.p2svpngateway",
    "properties.expressroutegateway",
    "properties.azurefirewall",
    "properties.securitypartnerprovider",
  ],
  "microsoft.network/publicipaddresses": [
    "properties.natgateway",
    "properties.linkedpublicipaddress",
    "properties.servicepublicipaddress",
  ],
  "microsoft.network/networksecuritygroups": ["properties.networkinterfaces", "properties.subnets"],
  "microsoft.network/routetables": ["properties.subnets"],
  "microsoft.network/virtualnetworks/subnets": ["properties.applicationgatewayipconfigurations"],
};

/** A list of who lives in it, for which a rule of its own stands. */
const residents: Readonly<Record<string, string>> = {
  "microsoft.sql/virtualclusters": "properties.childresources",
};

/** Names that mean "who uses me", or a view of something else, on every type that has them. */
const anywhere =
  /(?:^|[.])(?:privateendpointconnections|serviceassociationlinks|resourcenavigationlinks|applicationgatewayipconfigurations|backendipconfigurations|systemdata|instanceview)(?:[.]|$)/;

/**
 * How a path of a type points: `away` at what the resource uses; `back` from what it is used by; `unsure` where it
 * can be written and mostly repeats the other side's reference, so that it counts only where that is missing.
 */
export function directionOf(type: string, path: string): "away" | "back" | "unsure" {
  const lower = path.toLowerCase().replaceAll("[]", "");
  if (anywhere.test(lower) || residents[type] === lower) return "back";
  if (repeated[type]?.some((entry) => lower === entry || lower.startsWith(`${entry}.`)) === true)
    return "unsure";
  // What a resource was bought under is used by it, although nobody can change it there.
  if (!lower.startsWith("properties.") || lower.startsWith("properties.sku.")) return "away";
  return isReadOnlyPath(type, lower) ? "back" : "away";
}
