import { parseArmId } from "../arm-id.ts";

/** The ids above an id, nearest first: its parents, its resource group, its subscription. */
export function containersOf(id: string): string[] {
  const containers: string[] = [];
  for (let parent = parseArmId(id)?.parent; parent !== undefined; parent = parseArmId(parent)?.parent) {
    containers.push(parent);
  }
  return containers;
}
