import { isNode, isScalar, isSeq, parseDocument, Scalar, stringify } from "yaml";
import { expiryKey } from "./acknowledgements.ts";
import { escapeUnseen, hasUnseen } from "./comment-text.ts";
import type { Artifact } from "./manifest.ts";
import type { OpenQuestion } from "./open-questions.ts";
import { YAML_OPTIONS } from "./parse-manifest.ts";
import { inTheStyleOf, recordBackup } from "./record-backup.ts";

/** What a person decided. */
export type Decision =
  | { readonly kind: "value"; readonly value: string }
  | { readonly kind: "waiver"; readonly reason: string }
  | { readonly kind: "artifacts"; readonly artifacts: readonly Artifact[] }
  /** A purge is not wanted: what Azure still keeps expires by itself. */
  | { readonly kind: "expiry" };

/**
 * Writes one decision into the text of decommission.yaml. Where a TODO stands, only its own characters change; an
 * entry that is missing, an expiry and artifacts are written with the rest of the file kept in its style.
 */
export function writeDecision(text: string, question: OpenQuestion, decision: Decision): string {
  const { path, section, value } = question;
  if (decision.kind === "expiry") return letExpire(text, question);
  if (decision.kind === "artifacts") {
    const listed = path === undefined ? append(text, section, { of: value, artifacts: [] }) : text;
    return recordBackup(listed, value, decision.artifacts);
  }
  if (path === undefined) {
    const entry = decision.kind === "waiver" ? { of: value, waived: decision.reason } : decision.value;
    return append(text, section, entry);
  }
  if (decision.kind === "value") return replace(text, path, undefined, decision.value);
  return replace(text, path, "waived", decision.reason);
}

/** Replaces a scalar, and the key in front of it where one is given, by characters; all others stay. */
function replace(
  text: string,
  path: readonly (string | number)[],
  key: string | undefined,
  value: string,
): string {
  const document = parseDocument(text, YAML_OPTIONS);
  const node: unknown = document.getIn(path, true);
  if (!isNode(node) || node.range == null) return text;
  const parts: [start: number, end: number, text: string][] = [];
  const parent: unknown = document.getIn(path.slice(0, -1), true);
  if (key !== undefined && parent !== null && typeof parent === "object" && "items" in parent) {
    const keys = Array.isArray(parent.items) ? parent.items.map((pair) => pair?.key) : [];
    const own = keys.find((candidate) => isScalar(candidate) && candidate.value === path.at(-1));
    if (isScalar(own) && own.range != null) parts.push([own.range[0], own.range[1], key]);
  }
  const written = key === undefined ? path : [...path.slice(0, -1), key];
  const put = (scalar: string): string =>
    [...parts, [node.range?.[0] ?? 0, node.range?.[1] ?? 0, scalar] as const]
      .toSorted(([a], [b]) => b - a)
      .reduce((whole, [start, end, part]) => whole.slice(0, start) + part + whole.slice(end), text);
  const plain = hasUnseen(value) ? undefined : put(stringify(value, { lineWidth: 0 }).trimEnd());
  // Between brackets a comma needs quotes, after a colon something else: what does not read back is quoted.
  return plain !== undefined && reads(plain, written, value)
    ? plain
    : put(escapeUnseen(JSON.stringify(value)));
}

function reads(text: string, path: readonly (string | number)[], value: string): boolean {
  const document = parseDocument(text, YAML_OPTIONS);
  return document.errors.length === 0 && document.getIn(path) === value;
}

function append(text: string, section: string, entry: unknown): string {
  const document = parseDocument(text, YAML_OPTIONS);
  const list: unknown = document.get(section, true);
  const node = document.createNode(entry);
  if (isScalar(node) && typeof entry === "string" && hasUnseen(entry)) node.type = Scalar.QUOTE_DOUBLE;
  if (isSeq(list)) {
    if (list.items.length === 0) list.flow = false;
    list.items.push(node);
  } else {
    document.set(section, document.createNode([entry]));
  }
  return inTheStyleOf(text, document);
}

function letExpire(text: string, { path, section, value }: OpenQuestion): string {
  const document = parseDocument(text, YAML_OPTIONS);
  const list: unknown = document.get(section, true);
  if (path !== undefined && isSeq(list)) {
    document.deleteIn(path);
    if (list.items.length === 0) {
      list.flow = true;
      list.commentBefore = null;
    }
  }
  return append(inTheStyleOf(text, document), "acknowledge", expiryKey(value));
}
