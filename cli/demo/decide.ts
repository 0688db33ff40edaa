import type { Artifact } from "../../core/manifest/manifest.ts";

/** What the demo's person writes at the draft's open places. */
export interface Decisions {
  readonly subscriptionName: string;
  readonly reason: string;
  /** Artifacts made by hand, by the last segments of what they are of: `databases/orders`. */
  readonly artifacts: ReadonlyMap<string, readonly Artifact[]>;
  /** Why everything else that is still open needs no backup, by its type in lower case; `*` for all others. */
  readonly waivers: ReadonlyMap<string, string>;
}

export interface Decided {
  readonly text: string;
  /** Every line that was written, as it stands in the file now. */
  readonly written: readonly string[];
}

/** Fills in a draft as a person would do in an editor: line by line, every comment kept. */
export function decide(draft: string, decisions: Decisions): Decided {
  const written: string[] = [];
  let comment = "";
  let of = "";
  const lines = draft.split("\n").flatMap((line) => {
    const indent = /^\s*/.exec(line)?.[0] ?? "";
    if (line.trimStart().startsWith("#")) comment = line.trimStart().slice(1).trim();
    const id = /^\s*- of: (\S+)/.exec(line)?.[1];
    if (id !== undefined) of = id;
    const fresh = answer(line, indent, comment, of, decisions);
    if (fresh === undefined) return [line];
    written.push(...fresh);
    return fresh;
  });
  return { text: lines.join("\n"), written };
}

function answer(
  line: string,
  indent: string,
  comment: string,
  of: string,
  decisions: Decisions,
): string[] | undefined {
  if (!line.includes("TODO") || line.trimStart().startsWith("#")) return undefined;
  if (/^\s*name: "TODO/.test(line)) return [`${indent}name: ${JSON.stringify(decisions.subscriptionName)}`];
  if (/^reason: "TODO/.test(line)) return [`reason: ${JSON.stringify(decisions.reason)}`];
  if (/^\s*artifacts: "TODO/.test(line)) return backup(indent, of, comment, decisions);
  // A group's name stands in the comment above: `# rg-app: 6 resources`.
  if (/^\s*- "TODO: type/.test(line)) return [`${indent}- ${comment.slice(0, comment.lastIndexOf(":"))}`];
  // A value is there already: deleting the word decides yes.
  if (/^\s*- TODO \S/.test(line)) return [line.replace("TODO ", "")];
  return undefined;
}

function backup(indent: string, of: string, comment: string, decisions: Decisions): string[] {
  const own = [...decisions.artifacts].find(([end]) => of.endsWith(end))?.[1];
  if (own !== undefined) {
    return [
      `${indent}artifacts:`,
      ...own.flatMap(({ url, bytes, sha256 }) => [
        `${indent}  - url: ${url}`,
        `${indent}    bytes: ${bytes}`,
        `${indent}    sha256: ${sha256}`,
      ]),
    ];
  }
  const type = (comment.split(",")[0] ?? "").toLowerCase();
  const reason = decisions.waivers.get(type) ?? decisions.waivers.get("*") ?? "";
  return [`${indent}waived: ${JSON.stringify(reason)}`];
}
