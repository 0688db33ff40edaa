import type { Removal, RemovedBy } from "../plan/removals.ts";

const GOES: Readonly<Record<RemovedBy, string>> = {
  itself: "by itself",
  protection: "when its protection is stopped, with its backups",
  group: "with its group",
  parent: "with its parent",
  manager: "with what manages it",
  held: "held",
  nothing: "stays",
};

const SENTENCES: Readonly<Record<RemovedBy, string>> = {
  itself: "is deleted by itself",
  protection: "is deleted when its protection is stopped, with its backups",
  group: "goes with its group",
  parent: "goes with its parent",
  manager: "goes with what manages it",
  held: "is held",
  nothing: "stays",
};

const PREPARED: Readonly<Record<string, string>> = {
  disconnectNetwork: "disconnected from its network",
  breakPairing: "taken out of its pairing",
  endAccess: "closed to those who read it",
  breakReplication: "parted from its replica",
  deleteReplication: "taken out of its replication",
  purge: "purged where the manifest says so",
  unlock: "unlocked",
};

/** For a table's cell: `by itself`, `first disconnected from its network, then with its group`. */
export function removalWords(removal: Removal): string {
  const first = preparedWords(removal);
  return first === undefined ? GOES[removal.by] : `first ${first}, then ${GOES[removal.by]}`;
}

/** As the end of a sentence about a resource: `is first disconnected from its network, then goes with its group`. */
export function removalSentence(removal: Removal): string {
  const first = preparedWords(removal);
  return first === undefined ? SENTENCES[removal.by] : `is first ${first}, then ${SENTENCES[removal.by]}`;
}

/** As the end of a sentence about a resource group. */
export function groupRemovalSentence({ by }: Removal): string {
  if (by === "itself") return "is deleted as a whole";
  return by === "manager" ? "is deleted with what manages it" : SENTENCES[by];
}

function preparedWords({ prepared }: Removal): string | undefined {
  if (prepared.length === 0) return undefined;
  const words = new Set(prepared.map(({ action }) => PREPARED[action] ?? `prepared (${action})`));
  return [...words].join(" and ");
}
