import { parseDocument } from "yaml";
import { idKey, parseArmId } from "../arm-id.ts";
import type { Plan } from "../plan/plan.ts";
import { acknowledgements, expiryKey } from "./acknowledgements.ts";
import type { ManifestPath, Undecided } from "./manifest-nodes.ts";
import { type ParsedManifest, YAML_OPTIONS } from "./parse-manifest.ts";
import { requiredGroups, requiredLocks, requiredPurges } from "./required-ids.ts";

/** One decision that a person still has to make, in words that can be asked. */
export interface OpenQuestion {
  /** The same for as long as the question is open, whatever else changes in the file. */
  readonly key: string;
  /**
   * `type`: exactly `value` has to be typed. `write`: any sentence. `agree`: yes to `value`. `purge`: yes to `value`,
   * or it expires. `backup`: artifacts or a waiver of `value`.
   */
  readonly kind: "type" | "write" | "agree" | "purge" | "backup";
  readonly section: string;
  /** Where its TODO stands; without it the section lacks an entry, as after a newer plan. */
  readonly path?: ManifestPath;
  /** What the decision is about; empty for `write`. */
  readonly value: string;
  /** The comment next to it, or why it is asked. */
  readonly about: string;
}

/**
 * What is open in a decommission.yaml that can be read: its TODOs in the order of the file, then what the plan asks
 * and no entry answers. A TODO that belongs to no decision of the plan is not asked about; `check` still names it.
 */
export function openQuestions(text: string, parsed: ParsedManifest, plan: Plan): OpenQuestion[] {
  const document = parseDocument(text, YAML_OPTIONS);
  const comments = new CommentsAbove(text, parsed);
  const todos = parsed.undecided.flatMap((undecided): OpenQuestion[] => {
    const [section, index] = undecided.path;
    if (section === "backups" && index !== undefined) {
      const of: unknown = document.getIn(["backups", index, "of"]);
      const about = comments.above(["backups", index]);
      return typeof of === "string" ? [question("backup", "backups", of, about, undecided.path)] : [];
    }
    return ofTodo(undecided, comments.above(undecided.path), plan);
  });
  return [...todos, ...missing(parsed, plan)];
}

/** The open backups of the same type of resource. */
export function backupsLike(of: string, open: readonly OpenQuestion[]): OpenQuestion[] {
  const type = parseArmId(of)?.type.toLowerCase();
  if (type === undefined) return [];
  return open.filter(
    ({ kind, value }) => kind === "backup" && parseArmId(value)?.type.toLowerCase() === type,
  );
}

function ofTodo({ path, value }: Undecided, about: string, plan: Plan): OpenQuestion[] {
  const [section] = path;
  const agreed = value.trim().slice("TODO ".length);
  if (section === "subscription" && path[1] === "name" && plan.subscription.name !== undefined)
    return [question("type", section, plan.subscription.name, about, path)];
  if (section === "reason") return [question("write", section, "", about, path)];
  if (section === "resourceGroups") {
    // Names hold no colon, so what stands before it in the comment is the name.
    const named = requiredGroups(plan).find(({ name }) => about.startsWith(`${name}: `));
    return named === undefined ? [] : [question("type", section, named.name, about, path)];
  }
  if (agreed === "" || agreed === value.trim()) return [];
  if (section === "purges") return [question("purge", section, agreed, about, path)];
  if (section === "locks" || section === "acknowledge")
    return [question("agree", section, agreed, about, path)];
  return [];
}

/** Only of sections without a TODO: before, nobody knows which entry the TODO stands for. */
function missing({ sections }: ParsedManifest, plan: Plan): OpenQuestion[] {
  const { resourceGroups, backups, locks, purges, acknowledge } = sections;
  const without = <Entry>(
    wanted: readonly Entry[],
    keyOf: (entry: Entry) => string,
    listed: readonly string[],
  ): Entry[] => {
    const known = new Set(listed.map(idKey));
    return wanted.filter((entry) => !known.has(idKey(keyOf(entry))));
  };
  const self = (id: string) => id;
  const expires = (acknowledge ?? []).map(idKey);
  return [
    ...(resourceGroups === undefined
      ? []
      : requiredGroups(plan).filter(({ name }) => !resourceGroups.includes(name))
    ).map(({ name }) => question("type", "resourceGroups", name, `${name}: goes, but is not named`)),
    ...(backups === undefined
      ? []
      : without(
          plan.backupsNeeded,
          ({ of }) => of,
          backups.map(({ of }) => of),
        )
    ).map(({ of, because }) => question("backup", "backups", of, because)),
    ...(locks === undefined ? [] : without(requiredLocks(plan), self, locks)).map((id) =>
      question("agree", "locks", id, "the plan removes this lock"),
    ),
    ...(purges === undefined || acknowledge === undefined
      ? []
      : without(requiredPurges(plan), self, purges).filter((id) => !expires.includes(idKey(expiryKey(id))))
    ).map((id) => question("purge", "purges", id, "kept by soft delete until it is purged or expires")),
    ...(acknowledge === undefined ? [] : without(acknowledgements(plan), ({ key }) => key, acknowledge)).map(
      ({ key, because }) => question("agree", "acknowledge", key, because),
    ),
  ];
}

function question(
  kind: OpenQuestion["kind"],
  section: string,
  value: string,
  about: string,
  path?: ManifestPath,
): OpenQuestion {
  const key = `${section} ${value}`;
  return { key, kind, section, value, about, ...(path === undefined ? {} : { path }) };
}

/** The lines of comment directly above a value. */
class CommentsAbove {
  readonly #lines: readonly string[];
  readonly #parsed: ParsedManifest;

  constructor(text: string, parsed: ParsedManifest) {
    this.#lines = text.split(/\r?\n/);
    this.#parsed = parsed;
  }

  above(path: ManifestPath): string {
    const comment: string[] = [];
    for (let index = this.#parsed.at(path).line - 2; index >= 0; index--) {
      const line = this.#lines[index]?.trim() ?? "";
      if (!line.startsWith("#")) break;
      comment.unshift(line.slice(1).trim());
    }
    return comment.join(" ");
  }
}
