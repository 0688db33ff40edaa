import type { EdgeCollector } from "./edges.ts";
import type { Estate, Node } from "./estate.ts";
import { textAt } from "./read-property.ts";
import { walkStrings } from "./walk-strings.ts";

const MACHINE = "microsoft.compute/virtualmachines";
const SETUP = "microsoft.compute/virtualmachines/extensions";
/** The first label of a host name, as machines of one network call each other. */
const firstLabel = /(?<![a-z0-9_./-])([a-z0-9][a-z0-9-]{2,62})\.[a-z]/g;
/** More machines of one name than this, and nobody knows which is meant. */
const MANY = 3;
/** Longer texts are scripts, full of names of files. */
const LONGEST = 20_000;

/**
 * What is set up on a machine calls other machines by their host names (`gateway.contoso.com`), which Azure does not
 * know. It needs those machines and what is set up on them. A guess about order: a host can be of any other network.
 */
export function addMachineNames(estate: Estate, edges: EdgeCollector): void {
  const machines = new Map<string, Node[]>();
  for (const node of estate.nodes) {
    if (node.type !== MACHINE) continue;
    const name = textAt(node.resource.properties, "osProfile.computerName")?.toLowerCase();
    if (name === undefined) continue;
    addOriginal(node, name, estate, edges);
    const namesakes = machines.get(name);
    if (namesakes === undefined) machines.set(name, [node]);
    else namesakes.push(node);
  }
  if (machines.size === 0) return;
  for (const node of estate.nodes) {
    if (node.type !== SETUP) continue;
    walkStrings(node.resource.properties, "properties", (text, path) => {
      if (text.length > LONGEST || !text.includes(".")) return;
      for (const [, label = ""] of text.toLowerCase().matchAll(firstLabel)) {
        for (const machine of calledSo(machines.get(label) ?? [], node)) {
          for (const index of [machine.index, ...(estate.children.get(machine.index) ?? [])])
            edges.add(node.index, index, `host name of a machine in ${path}`, "name", true);
        }
      }
    });
  }
}

/** A machine with the host name of another is a copy of it (a restore, a worker of a farm), and the copy goes first. */
function addOriginal(node: Node, hostName: string, estate: Estate, edges: EdgeCollector): void {
  const originals = (estate.byShortName.get(hostName) ?? []).filter((index) => {
    const other = estate.nodes[index];
    return other?.type === MACHINE && index !== node.index;
  });
  const [original] = originals;
  if (original === undefined || originals.length > 1 || hostName === node.shortName) return;
  edges.add(node.index, original, "host name that is the name of another machine", "name", true);
}

function calledSo(machines: readonly Node[], node: Node): readonly Node[] {
  const others = machines.filter(({ index }) => index !== node.parent);
  if (others.length < machines.length) return [];
  const local = others.filter(({ group }) => group === node.group);
  const meant = local.length > 0 ? local : others;
  return meant.length > MANY ? [] : meant;
}
