import type { Deployment } from "../inventory/inventory.ts";
import { directionOf } from "./back-references.ts";
import { addDeploymentHistory } from "./deployment-history.ts";
import { type Edge, EdgeCollector } from "./edges.ts";
import type { Estate, Node } from "./estate.ts";
import { idsMentioned, referringParts } from "./id-references.ts";
import { leadsToInlineChild } from "./inline-children.ts";
import { addMachineNames } from "./machine-names.ts";
import { groupManagers, managerMeant } from "./managed-groups.ts";
import { namesInsideWords, namesMentioned, withoutIds } from "./name-references.ts";
import { type OwnValues, ownValuesOf, resourceWithValue } from "./own-values.ts";
import { addOwnerStates, type OwnerState } from "./owner-state.ts";
import { addParts } from "./part-references.ts";
import { servedSites } from "./served-sites.ts";
import { settingMeans } from "./setting-rules.ts";
import { spokenNames } from "./spoken-names.ts";
import { addVirtualClusters } from "./virtual-clusters.ts";
import { walkStrings } from "./walk-strings.ts";

/** What is known about the order beside the resources themselves. */
export interface OtherSources {
  readonly deployments?: readonly Deployment[] | undefined;
  readonly owners?: readonly OwnerState[] | undefined;
}

/** Every dependency that can be known, each with its reason and how far it is trusted. */
export function findDependencies(
  estate: Estate,
  { deployments = [], owners = [] }: OtherSources = {},
): Edge[] {
  const edges = new EdgeCollector(estate);
  const known = { managers: groupManagers(estate), values: ownValuesOf(estate) };
  for (const node of estate.nodes) {
    if (node.parent !== undefined) edges.add(node.index, node.parent, "lies under it", "parent");
    addManager(node, estate, edges);
    addReferences(node, estate, edges, known);
  }
  addVirtualClusters(estate, edges);
  addMachineNames(estate, edges);
  addParts(estate, edges);
  addDeploymentHistory(deployments, estate, edges);
  addOwnerStates(owners, estate, edges);
  return edges.edges();
}

/** What a resource manages (a disk its machine uses) goes after it. */
function addManager(node: Node, estate: Estate, edges: EdgeCollector): void {
  const { managedBy } = node.resource;
  if (typeof managedBy !== "string") return;
  for (const manager of idsMentioned(managedBy, estate))
    edges.add(manager, node.index, "managedBy", "property");
}

/** What else than an id leads to a resource. */
interface Known {
  readonly managers: ReadonlyMap<string, number>;
  readonly values: OwnValues;
}

function addReferences(node: Node, estate: Estate, edges: EdgeCollector, known: Known): void {
  for (const [part, value] of referringParts(node)) {
    walkStrings(value, part, (text, path, key) => {
      const targets = idsMentioned(text, estate, node);
      const direction = directionOf(node.type, path);
      if (direction === "back" || leadsToInlineChild(node.type, path)) return;
      // Portals link resources by tags, and not always in the direction of use.
      const trust = part === "tags" ? "rule" : "property";
      for (const target of targets) edges.add(node.index, target, path, trust, direction === "unsure");
      for (const target of part === "tags" ? [] : targets) {
        for (const site of servedSites(node, estate.nodes[target], estate))
          edges.add(node.index, site, `name at the start of that in ${path}`, "name", true);
      }
      // Other tags are free text: people write names into them that refer to nothing.
      if (part === "tags") return;
      if (targets.length === 0) addKnown(text, path, node, estate, edges, known);
      const rest = targets.length > 0 ? besides(text) : text;
      if (rest === "") return;
      addNames(rest, path, node, estate, edges, direction === "unsure");
      for (const setting of new Set([text, key])) {
        for (const target of settingMeans(setting, node, estate)) {
          edges.add(node.index, target, `the setting ${setting}`, "name");
        }
      }
    });
  }
}

function addKnown(
  text: string,
  path: string,
  node: Node,
  estate: Estate,
  edges: EdgeCollector,
  { managers, values }: Known,
): void {
  const manager = managerMeant(text, node, estate, managers);
  if (manager !== undefined) edges.add(node.index, manager, `its managed group in ${path}`, "property");
  const own = resourceWithValue(text, node, values);
  if (own !== undefined)
    edges.add(node.index, own.target, `its ${own.what} in ${path}`, "name", own.tentative);
  for (const target of spokenNames(text, path, node, estate))
    edges.add(node.index, target, `name in ${path}`, "name", true);
}

/** What a text with ids in it says besides: a command names some things by id and others by name. */
function besides(text: string): string {
  const rest = withoutIds(text.toLowerCase());
  return rest.length < text.length && /\s\S+\s/.test(rest) ? rest : "";
}

function addNames(
  text: string,
  path: string,
  node: Node,
  estate: Estate,
  edges: EdgeCollector,
  isUnsure: boolean,
): void {
  for (const { target, how } of namesMentioned(text, path, node, estate)) {
    edges.add(node.index, target, `${how} in ${path}`, "name", isUnsure);
  }
  for (const target of namesInsideWords(text, path, node, estate)) {
    edges.add(node.index, target, `name inside a word in ${path}`, "name", true);
  }
}
