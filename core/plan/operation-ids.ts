import { parseArmId } from "../arm-id.ts";
import { sha256 } from "../digest.ts";

/**
 * Names operations so that the same act on the same target always has the same, readable id.
 * @param counts whether the operation at this position will stand in the plan
 */
export function nameOperations<Kind extends { readonly action: string; readonly target: string }>(
  operations: readonly Kind[],
  counts: (index: number) => boolean = () => true,
): (Kind & { readonly id: string })[] {
  const plain = operations.map((operation) => shortId(operation.action, operation.target));
  const seen = new Map<string, number>();
  for (const [index, id] of plain.entries()) {
    if (counts(index)) seen.set(id.toLowerCase(), (seen.get(id.toLowerCase()) ?? 0) + 1);
  }
  return operations.map((operation, index) => {
    const id = plain[index] ?? "";
    const isShared = (seen.get(id.toLowerCase()) ?? 0) > 1;
    const mark = sha256(`${operation.action} ${operation.target.toLowerCase()}`).slice(0, 8);
    return { ...operation, id: isShared ? `${id}~${mark}` : id };
  });
}

/** `delete:rg-net/virtualNetworkPeerings/hub/to-spoke`, `deleteGroup:rg-net`. */
function shortId(action: string, target: string): string {
  const arm = parseArmId(target);
  if (arm === undefined) return `${action}:${target}`;
  if (arm.type === "Microsoft.Resources/resourceGroups") return `${action}:${arm.name}`;
  const kind = arm.type.slice(arm.type.lastIndexOf("/") + 1);
  return `${action}:${arm.resourceGroup === undefined ? "" : `${arm.resourceGroup}/`}${kind}/${arm.name}`;
}
