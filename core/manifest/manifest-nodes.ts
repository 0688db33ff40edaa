import { type Document, isAlias, isCollection, isMap, isNode, isScalar, type Node, visit } from "yaml";
import { isUndecided, type ManifestProblem, type Position } from "./manifest.ts";

/** Keys and indexes from the top of the file to a value. */
export type ManifestPath = readonly (string | number)[];

interface ManifestNodes {
  /** Aliases, anchors, explicit tags, merge keys: none of them belongs into a file that is reviewed line by line. */
  readonly problems: ManifestProblem[];
  /** Every value that still is a TODO. */
  readonly undecided: { readonly path: ManifestPath; readonly value: string }[];
}

/** Walks the nodes of a document that parsed without errors. */
export function findManifestNodes(document: Document, where: (offset: number) => Position): ManifestNodes {
  const problems: ManifestProblem[] = [];
  const undecided: ManifestNodes["undecided"] = [];
  const refuse = (node: Node, what: string, remedy: string): void => {
    problems.push({
      code: "manifest_yaml_invalid",
      message: `${what} is not used in a manifest`,
      remedy,
      at: where(node.range?.[0] ?? 0),
    });
  };
  visit(document, {
    Pair: (_, pair) => {
      if (isScalar(pair.key) && pair.key.value === "<<")
        refuse(pair.key, "a merge key", "Write the keys out.");
    },
    Node: (key, node, parents) => {
      if (isAlias(node)) return refuse(node, `the alias *${node.source}`, "Write the value itself.");
      if (node.anchor !== undefined) refuse(node, `the anchor &${node.anchor}`, "Delete it.");
      if (node.tag !== undefined)
        refuse(node, `the tag ${node.tag}`, "Delete it; quote a text that looks like a number.");
      if (isScalar(node) && key !== "key" && typeof node.value === "string" && isUndecided(node.value)) {
        undecided.push({ path: pathOf(node, parents), value: node.value });
      }
    },
  });
  return { problems, undecided };
}

function pathOf(node: Node, parents: readonly unknown[]): ManifestPath {
  const path: (string | number)[] = [];
  for (const [index, parent] of parents.entries()) {
    const child = parents[index + 1] ?? node;
    if (isMap(parent)) {
      const pair = parent.items.find((item) => item === child);
      if (pair !== undefined && isScalar(pair.key)) path.push(String(pair.key.value));
    } else if (isCollection(parent)) {
      path.push([...parent.items].indexOf(child));
    }
  }
  return path;
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
