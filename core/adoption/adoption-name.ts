import { idKey, parseArmId } from "../arm-id.ts";
import { sha256 } from "../digest.ts";

/**
 * The logical name of an adopted resource: `rg-app` for a group, `rg-app/vnet1/subnet1-1a2b3c4d` for anything else.
 * It depends on the id alone: a name that depended on what else is registered would change when some of it is gone,
 * and to Pulumi a changed name is another resource, so the old one would be deleted. The digits tell apart types
 * that share a name.
 */
export function adoptionName(id: string): string {
  const parsed = parseArmId(id);
  if (parsed === undefined) return `other/${shortDigest(id)}`;
  if (parsed.type === "Microsoft.Resources/resourceGroups") return parsed.name;
  return `${parsed.resourceGroup ?? "subscription"}/${parsed.name}-${shortDigest(id)}`;
}

function shortDigest(id: string): string {
  return sha256(idKey(id)).slice(0, 8);
}
