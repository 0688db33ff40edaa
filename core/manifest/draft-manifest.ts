import { type Document, isMap, isSeq, type Node, parseDocument, Scalar, visit, YAMLSeq } from "yaml";
import type { Plan } from "../plan/plan.ts";
import { acknowledgements } from "./acknowledgements.ts";
import { commentText, escapeUnseen, hasUnseen } from "./comment-text.ts";
import { YAML_OPTIONS } from "./parse-manifest.ts";
import { requiredGroups, requiredLocks, requiredPurges } from "./required-ids.ts";

/**
 * Where editors find the JSON Schema of decommission/NAME/decommission.yaml: in the installed package, so without a
 * network and of the very version that checks the file. It outranks whatever the editor's settings say.
 */
const MANIFEST_SCHEMA = "../../node_modules/azure-sundown/docs/schema/decommission.schema.json";

/** Line width at which comments fold and values do not: an id must stay on one line to be found. */
const WIDTH = 0;

const HEAD = `# yaml-language-server: $schema=${MANIFEST_SCHEMA}
#
# What is taken out of service, and what you decided about it. Everything that begins with TODO is a decision still
# open: \`sundown check\` lists them, and a file with a TODO is never approved. Where a value follows the word TODO,
# deleting the word decides yes.
`;

const skeleton = ({ id, name }: Plan["subscription"]): string => `${HEAD}
subscription:
  id: ${JSON.stringify(id)}
  # Type the name by hand, exactly as in Azure${name === undefined ? "" : `: ${nameToType(name)}`}
  name: "TODO: type the subscription's name"

# Why it is taken out of service, and who was asked.
reason: "TODO: write a sentence"

# Type the name of every group that goes, one for each TODO.
resourceGroups: []

# What holds data: \`artifacts\` or \`waived: <reason>\` for each. \`sundown backup\` writes the artifacts of what it copies;
# of what a person copied, write in the same way: \`- url: https://…\`, and below it \`bytes: 123\` and \`sha256: …\`.
backups: []

# Custom roles that name this subscription; they change before the cancel, since afterwards they cannot.
roleScopes: []

# Locks that may be removed.
locks: []

# Resources that leave before the teardown: \`- id: <resource>\` and \`to: <resource group>\`.
moves: []

# What is purged for good, beyond soft delete; this cannot be taken back. To let something expire by itself instead,
# take its line away here and write \`- expires:<id>\` under acknowledge.
purges: []

# What keeps billing, breaks in other subscriptions or comes back by itself: deleting the word TODO says you know.
acknowledge: []
`;

/**
 * The decommission.yaml that `plan` writes: every open decision visible as a TODO with a comment that explains it.
 * What the plan already knows (ids, role scopes) is filled in; what a person must confirm is not.
 */
export function draftManifest(plan: Plan): string {
  const document = parseDocument(skeleton(plan.subscription), YAML_OPTIONS);
  fill(
    document,
    "resourceGroups",
    requiredGroups(plan).map((group) => openGroup(plan, group)),
  );
  fill(
    document,
    "backups",
    plan.backupsNeeded.map((need) => openBackup(document, need)),
  );
  fill(
    document,
    "roleScopes",
    plan.roles.filter(({ change }) => change !== "held").map((role) => roleEntry(document, role)),
  );
  const locks = new Map(plan.locks.map((lock) => [lock.id, lock]));
  fill(
    document,
    "locks",
    requiredLocks(plan).map((id) => {
      const lock = locks.get(id);
      const notes = lock?.notes === undefined ? "" : `: ${lock.notes}`;
      return todo(id, lock === undefined ? undefined : `${lock.level} on ${lock.scope}${notes}`);
    }),
  );
  fill(
    document,
    "purges",
    requiredPurges(plan).map((id) => todo(id, because(plan, id))),
  );
  fill(
    document,
    "acknowledge",
    acknowledgements(plan).map((entry) => todo(entry.key, entry.because)),
  );
  return write(document);
}

/** A name with characters that cannot be seen is shown, and typed, as YAML escapes it. */
function nameToType(name: string): string {
  return hasUnseen(name) ? escapeUnseen(JSON.stringify(name)) : commentText(name);
}

/** What cannot be seen never stands in the file as it is: `check` refuses it, and reviewers would not know of it. */
function write(document: Document): string {
  visit(document, {
    Scalar(_key, scalar) {
      if (typeof scalar.value === "string" && hasUnseen(scalar.value)) scalar.type = "QUOTE_DOUBLE";
    },
  });
  return document.toString({ lineWidth: WIDTH }).split("\n").map(escapeUnseen).join("\n");
}

function fill(document: Document, key: string, items: readonly Node[]): void {
  const list = document.get(key, true);
  if (!isSeq(list) || items.length === 0) return;
  list.flow = false;
  list.items = [...items];
}

/** A value that is known but not yet agreed to: deleting the word TODO agrees. */
function todo(value: string, comment: string | undefined): Scalar {
  const scalar = new Scalar(`TODO ${value}`);
  if (comment !== undefined) scalar.commentBefore = ` ${commentText(comment)}`;
  return scalar;
}

function because(plan: Plan, id: string): string | undefined {
  return plan.operations.find(({ action, target }) => action === "purge" && target === id)?.because;
}

function openGroup(plan: Plan, group: { readonly id: string; readonly name: string }): Scalar {
  const prefix = `${group.id.toLowerCase()}/`;
  const inside = plan.resources.filter(({ id }) => id.toLowerCase().startsWith(prefix)).length;
  const scalar = new Scalar("TODO: type the group's name");
  scalar.commentBefore = ` ${commentText(group.name)}: ${inside} resource${inside === 1 ? "" : "s"}`;
  return scalar;
}

function openBackup(document: Document, need: Plan["backupsNeeded"][number]): Node {
  const byHand = need.method === "manual" || need.method === "decide";
  const copy = byHand ? "copy it by hand and write url, bytes and sha256" : "run sundown backup";
  const entry = document.createNode({
    of: need.of,
    artifacts: `TODO: ${copy}, or write \`waived: <reason>\` in place of this line`,
  });
  const how = byHand ? "by hand" : `\`sundown backup\` (${need.method})`;
  entry.commentBefore = ` ${commentText(need.type)}, ${how}: ${commentText(need.because)}`;
  return entry;
}

function roleEntry(document: Document, role: Plan["roles"][number]): Node {
  const entry = document.createNode({
    role: role.role,
    change: role.change,
    remaining: role.remaining,
  });
  const goes = role.assignments.length;
  const first = goes === 0 ? "" : ` ${goes} assignment${goes === 1 ? " of it goes" : "s of it go"} first.`;
  entry.commentBefore = ` ${commentText(role.name)}: ${commentText(role.because)}.${first}`;
  const remaining = isMap(entry) ? entry.get("remaining") : undefined;
  if (remaining instanceof YAMLSeq && remaining.items.length === 0) remaining.flow = true;
  return entry;
}
