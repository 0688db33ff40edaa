import { idKey } from "../arm-id.ts";
import type { Backup, Manifest } from "../manifest/manifest.ts";
import type { Plan } from "../plan/plan.ts";
import { humanBytes } from "./human-bytes.ts";
import { code, count, details, escapeMarkdown, pointList } from "./markdown.ts";
import { shortId } from "./short-id.ts";

/** More points than this are not read on a pull request; decommission.yaml holds them all. */
const MOST_POINTS = 200;
/** More points than this are folded, below a line that counts them. */
const MOST_UNFOLDED = 10;

/**
 * What people decided in decommission.yaml, for those who approve it: the reason, and each decision with its own
 * words. Lists, no tables: it is read on a phone, too. Empty parts are left out, since nothing was asked there.
 */
export function decisionsMarkdown(plan: Plan, manifest: Manifest): string {
  const { quietPeriod, managementGroup } = manifest;
  const facts = [
    `- **Reason:** ${escapeMarkdown(manifest.reason)}`,
    ...(quietPeriod === undefined ? [] : [`- **Quiet period:** ${count(quietPeriod, "day")}`]),
    ...(managementGroup === undefined ? [] : [`- **Moves to management group:** ${code(managementGroup)}`]),
  ].join("\n");
  const parts = [
    purges(plan, manifest),
    locks(plan, manifest),
    backups(manifest.backups),
    moves(manifest),
    roles(plan, manifest),
    part(
      "acknowledged",
      manifest.acknowledge.map((key) => acknowledged(key, plan)),
    ),
  ];
  return ["### What was decided", facts, ...parts.filter((text) => text !== "")].join("\n\n");
}

/** One line to open, the points below it. */
function part(what: string, points: readonly string[]): string {
  if (points.length === 0) return "";
  return details(`${points.length} ${what}`, pointList(points, MOST_POINTS, "decommission.yaml"));
}

/** What cannot be taken back, or was put up as a guard, is seen without opening anything, unless the list is long. */
function openPart(what: string, points: readonly string[]): string {
  if (points.length === 0 || points.length > MOST_UNFOLDED) return part(what, points);
  return `**${points.length} ${what}:**\n\n${pointList(points, MOST_UNFOLDED, "decommission.yaml")}`;
}

/** Waivers are seen without opening anything: data is lost by them. */
function backups(all: readonly Backup[]): string {
  const waived = all.flatMap((backup) =>
    "waived" in backup
      ? [`${code(shortId(backup.of))}: **no backup**, ${escapeMarkdown(backup.waived)}`]
      : [],
  );
  const kept = all.flatMap((backup) => {
    if (!("artifacts" in backup)) return [];
    const { artifacts, of } = backup;
    const bytes = artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0);
    const hosts = [...new Set(artifacts.map(({ url }) => new URL(url).host))];
    const where = hosts.slice(0, 3).map(code).join(", ");
    return [
      `${code(shortId(of))}: ${count(artifacts.length, "artifact")}, ${humanBytes(bytes)}, on ${where}`,
    ];
  });
  const shown = pointList(waived, MOST_POINTS, "decommission.yaml");
  return [
    ...(waived.length === 0 ? [] : [`**${count(waived.length, "backup")} waived:**`, shown]),
    part("backed up", kept),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

function purges({ operations }: Plan, { purges: ids }: Manifest): string {
  const reasons = new Map(
    operations.flatMap(({ action, target, because }) =>
      action === "purge" ? [[idKey(target), because] as const] : [],
    ),
  );
  const points = ids.map((id) => withReason(code(shortId(id)), reasons.get(idKey(id))));
  return openPart("purged for good, which cannot be taken back", points);
}

function locks(plan: Plan, manifest: Manifest): string {
  const known = new Map(plan.locks.map((lock) => [idKey(lock.id), lock]));
  const points = manifest.locks.map((id) => {
    const lock = known.get(idKey(id));
    if (lock === undefined) return code(shortId(id));
    const name = code(lock.id.split("/").at(-1) ?? lock.id);
    return withReason(`${name}, ${code(lock.level)} on ${code(shortId(lock.scope))}`, lock.notes);
  });
  return openPart(manifest.locks.length === 1 ? "lock removed" : "locks removed", points);
}

function moves({ moves: all }: Manifest): string {
  const points = all.map(({ id, to }) => `${code(shortId(id))} to ${code(to)}`);
  return part("moved out before", points);
}

function roles(plan: Plan, manifest: Manifest): string {
  const names = new Map(plan.roles.map(({ role, name }) => [idKey(role), name]));
  const points = manifest.roleScopes.map(({ role, change, remaining }) => {
    const name = code(names.get(idKey(role)) ?? shortId(role));
    return change === "delete" ? `${name}: deleted` : `${name}: keeps ${remaining.map(code).join(", ")}`;
  });
  return part(points.length === 1 ? "custom role changed" : "custom roles changed", points);
}

/** `selfMade:/subscriptions/…/rg-net` as `selfMade: rg-net`; what lies in another subscription keeps its whole id. */
function acknowledged(key: string, { subscription }: Plan): string {
  const [, kind = key, of = ""] = /^([^:]*):(.*)$/s.exec(key) ?? [];
  if (of === "") return escapeMarkdown(kind);
  const isOwn = idKey(of).startsWith(idKey(`/subscriptions/${subscription.id}/`));
  return `${escapeMarkdown(kind)}: ${code(isOwn ? shortId(of) : of)}`;
}

function withReason(what: string, reason: string | undefined): string {
  return reason === undefined ? what : `${what}: ${escapeMarkdown(reason)}`;
}
