import { isWritableReference } from "../types/type-index.ts";
import { type Estate, liesUnder, type Node } from "./estate.ts";
import { globallyNamed, namesInHosts } from "./host-names.ts";
import { speaksOf } from "./type-words.ts";

export interface NameReference {
  readonly target: number;
  /** How the name stands there: "host name", "name". */
  readonly how: string;
}

/** More namesakes than this say nothing any more. */
const MANY = 24;
/** Shorter names are found inside words by chance. */
const SHORTEST_AFFIX = 7;
/** Longer texts are scripts and documents; names at their start are enough. */
const LONGEST = 200_000;
const word = /[a-z0-9][a-z0-9_-]*/g;
/** What stands between spaces, quotes or brackets, where it is no word: names may hold dots, colons, plus signs… */
const token = /[^\s"'`,;=()[\]{}<>|&/\\]+/g;
const isWord = /^[a-z0-9_-]+$/;
/** A text that is an id and nothing else, whether or not it leads to anything. */
const isId = /^\/?(?:subscriptions|resourcegroups|providers)\/[^\s"']+$/;
/** Ids lead to what they say, and not to what is called like a part of them. */
const ids = /\/subscriptions\/[^"'\\\s?#<>{}|,;]+/g;
/** Properties in which a resource gives itself a name, or in which words are only words. */
const namesItself =
  /(?:^|\.)(?:domainnamelabel|computername|computernameprefix|dnsprefix|dnsname|hostname|displayname|friendlyname|description|customsubdomainname|adminusername|administratorlogin|title|comment|notes|query|bypass|(?:source|destination)?addressprefix(?:es)?|[a-z]*expression|[a-z]*filter|type|kind|publisher|offer|sku|tier|version|location|region|[a-z]*version|[a-z]*type)$/;
/** Names that are words: found in any text without meaning the resource. */
const common = new Set(
  `default standard basic premium free primary secondary windows linux ubuntu azure microsoft internal external public
  private system user admin administrator root enabled disabled true false none null name type value string object
  database server servers storage account network subnet gateway firewall cluster container containers application
  frontend backend production staging development test latest manual dynamic static automatic settings config
  configuration policy policies rules resource resources group groups location eastus westus westeurope northeurope
  centralus global master current message messages events event logs metrics monitoring security workspace identity`.split(
    /\s+/,
  ),
);

/** Resources that a text names without their id: by host name, as a whole value, or somewhere inside. */
export function namesMentioned(text: string, path: string, node: Node, estate: Estate): NameReference[] {
  if (text.length < 2 || text.length > LONGEST) return [];
  const lower = text.toLowerCase();
  const found = new Map<number, string>();
  if (namesItself.test(path.toLowerCase().replaceAll("[]", ""))) return [];
  for (const { name, types } of namesInHosts(lower)) {
    for (const target of estate.byShortName.get(name) ?? []) {
      if (types.includes(estate.nodes[target]?.type ?? "")) found.set(target, "host name");
    }
  }
  const [name, whole] = byNamePath(lower.trim(), node, estate);
  if (whole.length > 0) {
    for (const target of wholeValue(whole, name, path, node)) found.set(target, "name");
  } else {
    for (const target of insideText(lower, hintOf(path), node, estate)) {
      if (!isId.test(lower) || isNamedWhole(target, lower, estate)) found.set(target, "name in a text");
    }
  }
  return [...found].map(([target, how]) => ({ target, how }));
}

/** What is left of a text besides the ids in it. Expects lower case. */
export function withoutIds(text: string): string {
  return text.includes("/subscriptions/") ? text.replaceAll(ids, " ") : text;
}

/** An id that leads nowhere here means the part of something else that has the same name only if it names that too. */
function isNamedWhole(target: number, text: string, estate: Estate): boolean {
  const names = estate.nodes[target]?.arm.name.toLowerCase().split("/") ?? [];
  return names.every((name) => `${text}/`.includes(`/${name}/`));
}

/** What a whole value names: `hub`, or `hub/default` as templates write children, which may lead below a resource. */
function byNamePath(value: string, node: Node, estate: Estate): [string, Node[]] {
  if (!/^[^/:]+(?:\/[^/:]+){1,4}$/.test(value)) return [value, namesakes(value, node, estate)];
  for (let path = value; ; path = path.slice(0, path.lastIndexOf("/"))) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const candidates = namesakes(name, node, estate).filter(({ arm }) => arm.name.toLowerCase() === path);
    if (candidates.length > 0 || !path.includes("/")) return [name, candidates];
  }
}

/** Resources called so, those in the same group first and alone where there are any of the same type. */
function namesakes(name: string, node: Node, estate: Estate): Node[] {
  const all = estate.byShortName.get(name);
  if (all === undefined) return [];
  const nodes = (
    all.length > MANY ? (estate.byGroupAndName.get(`${node.group} ${name}`) ?? []) : all
  ).flatMap((index) => estate.nodes[index] ?? []);
  if (nodes.length > MANY) return [];
  // What its own parts are called says nothing of the parts of another resource of its type.
  const others = nodes.filter(
    (other) => !isOfOneLine(node, other) && !other.type.startsWith(`${node.type}/`),
  );
  const local = new Set(others.filter((other) => other.group === node.group).map(({ type }) => type));
  return others.filter(
    (other) => other.group === node.group || !local.has(other.type) || globallyNamed.has(other.type),
  );
}

function isOfOneLine(node: Node, other: Node): boolean {
  return liesUnder(node, other) || liesUnder(other, node);
}

function wholeValue(candidates: readonly Node[], name: string, path: string, node: Node): number[] {
  const hint = hintOf(path);
  const hinted = candidates.filter(({ type }) => speaksOf(hint, type));
  if (hinted.length > 0) return nearest(hinted, node).map(({ index }) => index);
  // Where an id belongs, a name is meant as one.
  if (isWritableReference(node.type, path)) return nearest(candidates, node).map(({ index }) => index);
  if (!isDistinctive(name) || isOwnName(name, node)) return [];
  // The last word of the path says what a part of the resource is called, not whom it refers to.
  if (/(?:^|[.\]])name$/i.test(hint)) return [];
  return roots(candidates).map(({ index }) => index);
}

/** In a longer text a name counts after the word for its type (`/secrets/NAME`, `-vaultName NAME`) or by itself. */
function insideText(text: string, hint: string, node: Node, estate: Estate): number[] {
  const found: number[] = [];
  let before = "";
  for (const match of text.matchAll(word)) {
    const [name] = match;
    // A label of a host name is judged with its whole host.
    const isLabel =
      text[match.index - 1] === "." ||
      /^\.[a-z]/.test(text.slice(match.index + name.length, match.index + name.length + 2));
    if (!isLabel) found.push(...oneWord(name, before.replaceAll(/[^a-z]/g, ""), hint, node, estate));
    before = name;
  }
  for (const [name] of text.matchAll(token)) {
    if (isWord.test(name) || !estate.byShortName.has(name)) continue;
    found.push(...oneWord(name, "", hint, node, estate));
  }
  return found;
}

function oneWord(name: string, before: string, hint: string, node: Node, estate: Estate): number[] {
  const candidates = namesakes(name, node, estate);
  const spoken = candidates.filter(
    ({ type, group }) =>
      before !== "" && speaksOf(before, type) && (group === node.group || !common.has(name)),
  );
  if (spoken.length > 0) return spoken.map(({ index }) => index);
  if (candidates.length === 0 || !isDistinctive(name) || isOwnName(name, node)) return [];
  const hinted = candidates.filter(({ type }) => speaksOf(hint, type));
  return (hinted.length > 0 ? hinted : roots(candidates)).map(({ index }) => index);
}

/**
 * Resources whose name begins or ends a longer word of a text: names are put together from others (`registryNAME`,
 * `NAMESubnet1`), and so are commands. The weakest evidence there is.
 */
export function namesInsideWords(text: string, path: string, node: Node, estate: Estate): number[] {
  const found = new Set<number>();
  const lower = withoutIds(text.toLowerCase());
  const place = path.toLowerCase().replaceAll("[]", "");
  if (text.length > LONGEST || place.endsWith(".name") || namesItself.test(place)) return [];
  for (const [whole] of lower.matchAll(word)) {
    if (whole.length <= SHORTEST_AFFIX || whole.length > 80) continue;
    for (let length = whole.length - 1; length >= SHORTEST_AFFIX; length -= 1) {
      for (const name of [whole.slice(0, length), whole.slice(-length)]) {
        if (!estate.byShortName.has(name) || isOwnName(name, node)) continue;
        for (const { index, type, group } of roots(namesakes(name, node, estate))) {
          const isLikely = group === node.group ? isDistinctive(name) : /\d/.test(name);
          if (isLikely || lower.includes(type)) found.add(index);
        }
      }
    }
  }
  return [...found];
}

/**
 * Namesakes that a name alone can mean: children are named too loosely (`CustomScript`, `logs`), and of several of
 * one type in other groups nobody knows which, unless the name is unique in Azure.
 */
function roots(nodes: readonly Node[]): readonly Node[] {
  const tops = nodes.filter(({ arm, parent }) => parent === undefined && arm.type.split("/").length === 2);
  return tops.filter(
    ({ type }) => globallyNamed.has(type) || tops.filter((other) => other.type === type).length === 1,
  );
}

/** Of several: those under the same parent, else in the same group, else the only one of its type. */
function nearest(nodes: readonly Node[], node: Node): readonly Node[] {
  const siblings = nodes.filter(({ parent }) => parent !== undefined && parent === node.parent);
  if (siblings.length > 0) return siblings;
  return nodes.filter(
    ({ type, group }) =>
      group === node.group ||
      globallyNamed.has(type) ||
      nodes.filter((other) => other.type === type).length === 1,
  );
}

/** No word of any language, as far as length, digits and the list of common words tell. */
function isDistinctive(name: string): boolean {
  if (common.has(name) || /^\d+$/.test(name)) return false;
  return name.length >= 8 || (name.length >= 4 && /[0-9-]/.test(name));
}

function isOwnName(name: string, node: Node): boolean {
  return node.arm.name.toLowerCase().split("/").includes(name);
}

/** The end of a path, as the words that say what stands there: its last name, and the one above a plain "name". */
function hintOf(path: string): string {
  const names = path.toLowerCase().replaceAll("[]", "").split(".");
  const last = names.at(-1) ?? "";
  const plain =
    /^(?:name|id|value|uri|url|reference|resource|resourceid|resourcename|ref|key|target|referencename)$/.test(
      last,
    );
  return (plain ? `${names.at(-2) ?? ""}.${last}` : last).replaceAll(/[^a-z.]/g, "");
}
