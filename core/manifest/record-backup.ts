import { type Document, isMap, isNode, isScalar, isSeq, parseDocument, type YAMLMap } from "yaml";
import { idKey } from "../arm-id.ts";
import { SundownError } from "../messages/sundown-error.ts";
import { escapeUnseen } from "./comment-text.ts";
import type { Artifact } from "./manifest.ts";
import { parseManifest, YAML_OPTIONS } from "./parse-manifest.ts";
import { refuseUnreadable } from "./refuse-unreadable.ts";

/**
 * Writes the artifacts of one backup into the text of decommission.yaml, in place of its TODO, its waiver or older
 * artifacts. Everything else, comments and order included, stays as it is.
 *
 * @throws SundownError those of `refuseUnreadable`, `manifest_backup_not_listed` when no entry of `backups` is about
 *   `of`.
 */
export function recordBackup(text: string, of: string, artifacts: readonly Artifact[]): string {
  refuseUnreadable(parseManifest(new TextEncoder().encode(text), "decommission.yaml"));
  const document = parseDocument(text, { ...YAML_OPTIONS });
  const backups: unknown = document.get("backups", true);
  const entry = isSeq(backups)
    ? backups.items.find((item): item is YAMLMap => isMap(item) && isAbout(item, of))
    : undefined;
  if (entry === undefined) {
    throw new SundownError("manifest_backup_not_listed", {
      message: `decommission.yaml has no backup entry for ${of}`,
      place: of,
    });
  }
  const list = document.createNode(artifacts.map(({ url, bytes, sha256 }) => ({ url, bytes, sha256 })));
  const pair = entry.items.find(
    ({ key }) => isScalar(key) && (key.value === "artifacts" || key.value === "waived"),
  );
  if (pair === undefined) {
    entry.set("artifacts", list);
  } else {
    // The old value goes, the comment in front of its key stays.
    if (isScalar(pair.key)) pair.key.value = "artifacts";
    if (isNode(pair.value) && pair.value.commentBefore != null) list.commentBefore = pair.value.commentBefore;
    pair.value = list;
    entry.items = entry.items.filter(
      (item) => item === pair || !isScalar(item.key) || item.key.value !== "waived",
    );
  }
  return inTheStyleOf(text, document);
}

/** Lists indented or not, lines ending as before, nothing folded: what a person wrote stays as it looks. */
export function inTheStyleOf(text: string, document: Document): string {
  const indentSeq = !/^[A-Za-z]+:[ \t]*\r?\n-[ \t]/m.test(text);
  // What was typed as an escape (\u202E) is one again: as it is, it would be refused.
  const written = document.toString({ lineWidth: 0, indentSeq }).split("\n").map(escapeUnseen).join("\n");
  return text.includes("\r\n") ? written.replaceAll(/\r?\n/g, "\r\n") : written;
}

function isAbout(entry: YAMLMap, of: string): boolean {
  const id: unknown = entry.get("of");
  return typeof id === "string" && idKey(id) === idKey(of);
}
