import { isMap, isSeq, parseDocument, type YAMLSeq } from "yaml";
import { idKey } from "../../core/arm-id.ts";
import { parseManifest, YAML_OPTIONS } from "../../core/manifest/parse-manifest.ts";
import { inTheStyleOf } from "../../core/manifest/record-backup.ts";
import { refuseUnreadable } from "../../core/manifest/refuse-unreadable.ts";

/**
 * Writes moves into the text of decommission.yaml; a resource that stands there already gets its new place.
 * Comments, order and style stay as they are.
 * @throws SundownError those of `refuseUnreadable`
 */
export function recordMoves(text: string, ids: readonly string[], to: string): string {
  refuseUnreadable(parseManifest(new TextEncoder().encode(text), "decommission.yaml"));
  const document = parseDocument(text, { ...YAML_OPTIONS });
  if (!isSeq(document.get("moves", true))) document.set("moves", document.createNode([]));
  const moves = document.get("moves", true);
  if (!isSeq(moves)) throw new TypeError("a list that was just set is no list");
  moves.flow = false;
  for (const id of ids) {
    const entry = entryOf(moves, id);
    if (entry === undefined) moves.add(document.createNode({ id, to }));
    else entry.set("to", to);
  }
  return inTheStyleOf(text, document);
}

function entryOf(moves: YAMLSeq, id: string) {
  return moves.items.filter(isMap).find((item) => {
    const found: unknown = item.get("id");
    return typeof found === "string" && idKey(found) === idKey(id);
  });
}
