import { type Document, isCollection, isMap, isNode, isScalar, isSeq, type Node } from "yaml";
import type { Position } from "../text-position.ts";
import { isUndecided, type ManifestProblem } from "./manifest.ts";

/** Keys and indexes from the top of the file to a value. */
export type ManifestPath = readonly (string | number)[];

/** A value that still is a TODO. */
export interface Undecided {
  readonly path: ManifestPath;
  readonly value: string;
}

interface ManifestNodes {
  /** Keys that stand twice in one mapping, and merge keys. */
  readonly problems: ManifestProblem[];
  /** Every value that still is a TODO. */
  readonly undecided: Undecided[];
}

/**
 * Walks the nodes of a document that parsed without errors. Keys are compared here with a set for each mapping: the
 * library compares each key with every other one, which a long mapping turns into minutes.
 */
export function findManifestNodes(document: Document, where: (offset: number) => Position): ManifestNodes {
  const found: ManifestNodes = { problems: [], undecided: [] };
  const walk = (node: unknown, path: ManifestPath): void => {
    if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) walk(item, [...path, index]);
    } else if (isMap(node)) {
      const keys = new Set<string>();
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : "";
        const at = (): Position => where(isNode(key) ? (key.range?.[0] ?? 0) : 0);
        if (name === "<<")
          found.problems.push(refused("a merge key is not used in a manifest", "Write the keys out.", at()));
        if (keys.has(name)) {
          found.problems.push(
            refused(`the key ${name.slice(0, 80)} stands twice in one mapping`, "Keep one of the two.", at()),
          );
        }
        keys.add(name);
        walk(value, [...path, name]);
      }
    } else if (isScalar(node) && typeof node.value === "string" && isUndecided(node.value)) {
      found.undecided.push({ path, value: node.value });
    }
  };
  walk(document.contents, []);
  return found;
}

function refused(message: string, remedy: string, at: Position): ManifestProblem {
  return { code: "manifest_yaml_invalid", message, remedy, at };
}

/**
 * Where the value under `path` begins, or the nearest part around it that exists. A block collection begins on the
 * line below its key, so there, and where the key itself is meant, it is the key's place.
 */
export function positionAt(
  document: Document,
  path: ManifestPath,
  where: (offset: number) => Position,
  of: "value" | "key" = "value",
): Position {
  for (let length = path.length; length > 0; length--) {
    const found: unknown = document.getIn(path.slice(0, length), true);
    if (!isNode(found)) continue;
    const wantsKey = (of === "key" && length === path.length) || (isCollection(found) && found.flow !== true);
    const key = wantsKey ? keyOf(document, path.slice(0, length)) : undefined;
    const range = (key ?? found).range;
    if (range != null) return where(range[0]);
  }
  return { line: 1, column: 1 };
}

function keyOf(document: Document, path: ManifestPath): Node | undefined {
  const last = path.at(-1);
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === last);
  return pair !== undefined && isNode(pair.key) ? pair.key : undefined;
}
