import { type Document, isMap, isNode, isSeq, LineCounter, parseDocument } from "yaml";
import { reasonOf } from "../messages/reason-of.ts";
import { shortenIds, shortId } from "../report/short-id.ts";
import type { Position } from "../text-position.ts";
import { describeIssue } from "./describe-issue.ts";
import { type Manifest, type ManifestProblem, manifestSchema } from "./manifest.ts";
import { findManifestNodes, type ManifestPath, positionAt, type Undecided } from "./manifest-nodes.ts";
import { findExpensiveSyntax, findForbiddenCharacters, MAXIMUM_BYTES } from "./scan-manifest-text.ts";

/**
 * How decommission.yaml is read: YAML 1.2 without aliases, merge keys, custom tags or odd keys. Only for text that
 * {@link parseManifest} could read.
 */
export const YAML_OPTIONS = {
  version: "1.2",
  schema: "core",
  merge: false,
  strict: true,
  stringKeys: true,
  // Checked by findManifestNodes, in linear time.
  uniqueKeys: false,
  prettyErrors: false,
  // "silent" would drop the error about a second document.
  logLevel: "error",
} as const;

export interface ParsedManifest {
  /** The file's name as problems show it. */
  readonly source: string;
  /** Present only when there is no problem at all. */
  readonly manifest?: Manifest;
  /**
   * Every top-level part that is valid by itself, also in a draft with open decisions elsewhere: what `move` and
   * `backup` work with before the manifest is complete.
   */
  readonly sections: Partial<Manifest>;
  /** Every value that still is a TODO, in the order they stand in the file. */
  readonly undecided: readonly Undecided[];
  /** All problems found, in the order they stand in the file. */
  readonly problems: readonly ManifestProblem[];
  /** Where the value under a path begins; of what is missing, where the nearest part around it begins. */
  readonly at: (path: ManifestPath) => Position;
}

/** Nobody reads more; a file with more is broken in one way many times. */
const MAXIMUM_PROBLEMS = 1000;

const TOP: Position = { line: 1, column: 1 };

/**
 * Reads decommission.yaml, as bytes, since the approval is over bytes. Never throws: whatever stands in the file
 * comes back as problems with line, column, the value and what to write instead, all at once.
 */
export function parseManifest(bytes: Uint8Array, source: string): ParsedManifest {
  if (bytes.byteLength > MAXIMUM_BYTES) {
    return unreadable(source, {
      code: "manifest_too_large",
      message: `${bytes.byteLength} bytes, and at most ${MAXIMUM_BYTES} are read`,
      remedy: "Keep only what the schema knows: artifacts are named by url, not embedded.",
      at: TOP,
    });
  }
  const text = decode(bytes);
  if (text === undefined) {
    return unreadable(source, {
      code: "manifest_not_utf8",
      message: "the file is not UTF-8 text",
      remedy: "Save it as UTF-8.",
      at: TOP,
    });
  }
  const early = findForbiddenCharacters(text);
  if (early.length === 0) early.push(...findExpensiveSyntax(text));
  if (early.length > 0) return unreadable(source, ...early);
  try {
    return readDocument(text, source);
  } catch (error) {
    // The parser is not ours: whatever it may still trip over is a refusal with a place, never a crash.
    return unreadable(source, {
      code: "manifest_yaml_invalid",
      message: `the YAML cannot be read: ${reasonOf(error)}`,
      remedy: "Write plain YAML as in the draft of `sundown plan`.",
      at: TOP,
    });
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function unreadable(source: string, ...problems: ManifestProblem[]): ParsedManifest {
  return { source, sections: {}, undecided: [], problems, at: () => TOP };
}

function readDocument(text: string, source: string): ParsedManifest {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...YAML_OPTIONS, lineCounter: lines });
  const where = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.min(Math.max(offset, 0), text.length));
    return line === 0 ? TOP : { line, column: col };
  };
  const broken = [...document.errors, ...document.warnings].slice(0, MAXIMUM_PROBLEMS).map((error) => ({
    code: "manifest_yaml_invalid" as const,
    message: error.message,
    remedy: yamlRemedy(error.code),
    at: where(error.pos[0]),
  }));
  if (broken.length > 0) return unreadable(source, ...broken);

  const nodes = findManifestNodes(document, where);
  if (nodes.problems.length > 0) return unreadable(source, ...nodes.problems.slice(0, MAXIMUM_PROBLEMS));
  if (!isMap(document.contents)) {
    return unreadable(source, {
      code: "manifest_value_invalid",
      message: "the file is not a mapping with the keys subscription, reason, resourceGroups, …",
      remedy: "Start from the draft that `sundown plan` writes.",
      at: document.contents?.range == null ? TOP : where(document.contents.range[0]),
    });
  }
  return validate(document, source, nodes.undecided, (path, of) => positionAt(document, path, where, of));
}

function yamlRemedy(code: string): string {
  if (code === "MULTIPLE_DOCS") return "Delete the second document: a manifest is one.";
  if (code === "TAB_AS_INDENT") return "Indent with spaces.";
  return "Write plain YAML as in the draft of `sundown plan`.";
}

function validate(
  document: Document,
  source: string,
  undecided: readonly Undecided[],
  at: (path: ManifestPath, of?: "key" | "value") => Position,
): ParsedManifest {
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  const problems: ManifestProblem[] = undecided.slice(0, MAXIMUM_PROBLEMS).map(({ path, value: text }) => ({
    code: "manifest_undecided",
    message: `${path.join(".")}${subjectOf(document, path)} is not decided yet: ${shorten(shortenIds(text))}`,
    remedy: whatToWrite(path),
    at: at(path),
  }));
  const whole = manifestSchema.safeParse(value);
  const invalid = new Set<PropertyKey>(undecided.map(({ path }) => path[0] ?? ""));
  const open = new Set(undecided.map(({ path }) => JSON.stringify(path)));
  for (const issue of whole.error?.issues ?? []) {
    if (issue.path[0] !== undefined) invalid.add(issue.path[0]);
    if (problems.length >= MAXIMUM_PROBLEMS) continue;
    for (const found of describeIssue(issue, value)) {
      // A TODO has the wrong shape almost everywhere; that it is a TODO says enough.
      if (found.path.some((_, index) => open.has(JSON.stringify(found.path.slice(0, index + 1))))) continue;
      problems.push({
        code: "manifest_value_invalid",
        message: found.message,
        remedy: found.remedy,
        at: at(found.path, found.of),
      });
    }
  }
  const sorted = problems.toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
  const complete = sorted.length === 0 && whole.success;
  return {
    source,
    ...(complete ? { manifest: whole.data } : {}),
    sections: whole.success ? whole.data : validSections(value, invalid),
    undecided,
    problems: sorted,
    at,
  };
}

/** ` (rg-app/data)` behind the place of an open backup or group: an index tells nobody what it is about. */
function subjectOf(document: Document, [section, index]: ManifestPath): string {
  if (typeof index !== "number") return "";
  const of: unknown = section === "backups" ? document.getIn(["backups", index, "of"]) : undefined;
  const name = section === "resourceGroups" ? groupInComment(document, index) : undefined;
  if (typeof of === "string") return ` (${shortId(of)})`;
  return name === undefined ? "" : ` (${shorten(name)})`;
}

/** The draft writes `# rg-app: 3 resources` above each group. YAML gives what stands above the first to the list. */
function groupInComment(document: Document, index: number): string | undefined {
  const list = document.get("resourceGroups", true);
  const item = isSeq(list) ? list.items[index] : undefined;
  if (!isSeq(list) || !isNode(item)) return undefined;
  const comment = item.commentBefore ?? (index === 0 ? list.commentBefore : undefined);
  return /^ ?([^:\s]+): .*$/.exec(comment?.split("\n").at(-1) ?? "")?.[1];
}

const WHAT_TO_WRITE: Readonly<Record<string, string>> = {
  subscription: "Type its name, letter by letter as in Azure.",
  reason: "Write a sentence.",
  resourceGroups: "Type the name of the group that the comment above shows.",
  backups:
    "Run `sundown backup --to URL`, or write what a person copied, or `waived: <reason>` in place of the line.",
  locks: "Delete the word TODO: then the lock may be removed.",
  purges: "Delete the word TODO to purge it; or delete the line and write `expires:<id>` under acknowledge.",
  acknowledge: "Delete the word TODO: then you know.",
};

function whatToWrite([section = ""]: ManifestPath): string {
  return WHAT_TO_WRITE[section] ?? "Replace the TODO as the comment next to it says.";
}

function validSections(value: unknown, invalid: ReadonlySet<PropertyKey>): Partial<Manifest> {
  const members: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(value ?? {}));
  const sections: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(manifestSchema.shape)) {
    if (invalid.has(key)) continue;
    const result = schema.safeParse(members[key]);
    if (result.success && result.data !== undefined) sections[key] = result.data;
  }
  // Each member was just checked by its own schema of the manifest.
  return sections;
}

function shorten(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, " ").trim();
  return oneLine.length <= 120 ? oneLine : `${oneLine.slice(0, 119)}…`;
}
