import { humanBytes } from "../report/human-bytes.ts";
import { code, codeBlock, count, details, escapeMarkdown, table } from "../report/markdown.ts";
import { shortId } from "../report/short-id.ts";
import type { Evidence, Execution, RecordedApproval } from "./evidence.ts";

/** Rows of one table; beyond them the document has the rest. */
const SHOWN = 200;

/**
 * evidence.md: the evidence as an auditor reads it, also years later, without Sundown. Everything in it stands in the
 * document whose sha256 it names.
 *
 * @param sha256 of evidence.json
 */
export function evidenceMarkdown(evidence: Evidence, sha256: string): string {
  const { subscription } = evidence;
  return `${[
    `# Evidence: ${code(subscription.name ?? subscription.id)}`,
    "What was done to take this subscription out of service, on whose approval, and how it is known.",
    summary(evidence),
    section("Approvals", approvals(evidence.approvals)),
    section("Judged right before the cancel", judged(evidence.judged)),
    section("Decided", decided(evidence)),
    section("Runs", runs(evidence)),
    section("Removed", removed(evidence)),
    section("Not done", notDone(evidence)),
    section("Custom roles, before and after", roles(evidence)),
    section("The subscription", cancelled(evidence)),
    section("Calls to Azure", calls(evidence)),
    section("How to check this", howToCheck(evidence, sha256)),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

function section(title: string, body: string): string {
  return body === "" ? "" : `## ${title}\n\n${body}`;
}

function summary({
  subscription,
  cloud,
  reason,
  cancel,
  operations,
  held,
  pending,
  ...rest
}: Evidence): string {
  return table(
    ["", ""],
    [
      ["Subscription", code(subscription.id)],
      ...(subscription.tenantId === undefined ? [] : [["Tenant", code(subscription.tenantId)]]),
      ...(cloud === undefined ? [] : [["Cloud", code(cloud)]]),
      ...(reason === undefined ? [] : [["Reason", escapeMarkdown(reason)]]),
      ["Approved digest", code(rest.approvalDigest)],
      ...(rest.planDigest === undefined ? [] : [["Plan's digest", code(rest.planDigest)]]),
      ["Teardown", `${operations.length} done, ${held.length} held, ${pending.length} open`],
      ["Custom roles", count(rest.roles.length, "change")],
      ["Cancel", cancel === undefined ? "not in this evidence" : outcomeOf(cancel)],
    ],
  );
}

function outcomeOf({ outcome, state, acceptedAt, reactivatedAt, ...rest }: NonNullable<Evidence["cancel"]>) {
  const { code: failure, message } = rest;
  const when = acceptedAt === undefined ? "" : `, accepted ${acceptedAt}`;
  const why = failure === undefined ? "" : `: ${code(failure)} ${escapeMarkdown(message ?? "")}`;
  const back = reactivatedAt === undefined ? "" : `, reactivated ${reactivatedAt}`;
  return `${outcome}${state === undefined ? "" : ` (${state})`}${when}${back}${why}`;
}

function approvals(all: readonly RecordedApproval[]): string {
  return table(
    ["Noted", "For", "Digest", "Approved by", "Carried out by"],
    all.map(({ at, step, approvalDigest, by, executedBy }) => [
      at,
      step,
      code(approvalDigest.slice(0, 12)),
      approvedBy(by),
      carriedOutBy(executedBy),
    ]),
  );
}

function carriedOutBy(execution: Execution | undefined): string {
  if (execution === undefined) return "not recorded";
  const { identity = {}, from } = execution;
  const { objectId, applicationId, tenantId } = identity;
  const id = (name: string, value: string | undefined) =>
    value === undefined ? [] : [`${name} ${code(value)}`];
  const who = [
    ...id("object", objectId),
    ...id("application", applicationId),
    ...id("tenant", tenantId),
  ].join(", ");
  return `${who === "" ? "an identity whose token does not tell" : who}; ${placeOf(from)}`;
}

function placeOf(from: Execution["from"]): string {
  if (from.kind === "commandLine") return "on a command line";
  const { repository = "", runId = "", attempt = "", actor, triggeringActor = actor } = from;
  const by = actor === undefined ? "" : ` by ${code(actor)}`;
  const again =
    triggeringActor === undefined || triggeringActor === actor ? "" : `, started by ${code(triggeringActor)}`;
  return `GitHub Actions run ${code(`${repository}/${runId}/${attempt}`)}${by}${again}`;
}

function approvedBy(by: RecordedApproval["by"]): string {
  if (by.kind === "local") return "names typed on a terminal, as the policy allows; no pull request";
  const { number, mergeCommit, approvers = [], reviews } = by;
  const people = (reviews ?? approvers.map((login) => ({ login }))).map(
    ({ login, at }: { login: string; at?: string }) => `${code(login)}${at === undefined ? "" : ` ${at}`}`,
  );
  const commit = mergeCommit === undefined ? "" : `, merged as ${code(mergeCommit)}`;
  return `pull request ${number}${commit}${people.length === 0 ? "" : `; approved by ${people.join(", ")}`}`;
}

function judged(facts: Evidence["judged"]): string {
  if (facts === undefined) return "";
  return table(
    ["", ""],
    Object.entries(facts).map(([name, value]) => [
      escapeMarkdown(name),
      code(typeof value === "string" ? value : JSON.stringify(value)),
    ]),
  );
}

function decided({ artifacts, waived }: Evidence): string {
  const rows = [
    ...artifacts.map(({ of, url, bytes, sha256 }) => [
      code(shortId(of)),
      `${code(url)}, ${humanBytes(bytes)}, sha256 ${code(sha256)}`,
    ]),
    ...waived.map((waiver) => [code(shortId(waiver.of)), `no backup: ${escapeMarkdown(waiver.waived)}`]),
  ];
  return cut(["Holds data", "Backup"], rows);
}

function runs({ runs: all }: Evidence): string {
  return cut(
    ["Verb", "From", "To", "Entries"],
    all.map(({ step, startedAt, endedAt, entries }) => [step, startedAt, endedAt, String(entries)]),
  );
}

function removed({ operations, lists }: Evidence): string {
  const rows = operations.map(({ action, target, acted, provenAt, correlationIds }) => [
    `${action} ${code(shortId(target))}`,
    provenAt,
    acted ? correlationIds.map(code).join(", ") : "was so already",
  ]);
  const proof =
    lists === undefined || rows.length === 0
      ? ""
      : lists.agree
        ? "Each was seen gone by itself, and afterwards the lists agreed."
        : `Each was seen gone by itself; the lists did not agree: ${count(lists.ghosts.length, "thing")} still listed.`;
  return [proof, cut(["Act", "Seen done", "Correlation id"], rows)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function notDone({ held, pending }: Evidence): string {
  return cut(
    ["What", "Why", "Until"],
    [
      ...held.map(({ target, code: reason, until = "" }) => [code(shortId(target)), code(reason), until]),
      ...pending.map((id) => [code(id), "not begun, or not seen to end", ""]),
    ],
  );
}

function roles({ roles: all }: Evidence): string {
  return all
    .slice(0, SHOWN)
    .map(({ role, act, at, before, after, correlationId }) => {
      const call = correlationId === undefined ? "" : `, correlation id ${code(correlationId)}`;
      const shown = (what: string, value: unknown): string =>
        value === undefined || value === null
          ? `${what}: none`
          : `${what}:\n\n${codeBlock(JSON.stringify(value, undefined, 2), "json")}`;
      const body = `${shown("Before", before)}\n\n${shown("After", after)}`;
      return `- ${act} ${code(role)}, ${at}${call}\n\n${details("definition before and after", body)}`;
    })
    .join("\n\n");
}

function cancelled({ cancel, formerCancels = [], states, dates }: Evidence): string {
  const rows = states.map(({ at, step, seen }) => [at, step, escapeMarkdown(seen.join(" → "))]);
  return [
    ...formerCancels.map(
      ({ acceptedAt = "before", reactivatedAt }) =>
        `An earlier cancel: accepted ${acceptedAt}, reactivated ${reactivatedAt}.`,
    ),
    cancel === undefined ? "" : `Cancel: ${outcomeOf(cancel)}.`,
    cancel?.correlationId === undefined ? "" : `Correlation id of the cancel: ${code(cancel.correlationId)}.`,
    table(["Seen", "By", "States"], rows),
    dates === undefined
      ? ""
      : table(
          ["Date", ""],
          Object.entries(dates).toSorted(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0)),
        ),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function calls({ calls: all }: Evidence): string {
  return cut(
    ["Answered", "Verb", "About", "Result", "Correlation id"],
    all.map(({ at, step, what, result, correlationId = "" }) => [
      at,
      step,
      code(what),
      escapeMarkdown(result),
      correlationId === "" ? "" : code(correlationId),
    ]),
  );
}

function howToCheck({ journal, journalHead }: Evidence, sha256: string): string {
  return [
    `- \`evidence.json\` beside this page has the sha256 ${code(sha256)}. Where it was attested, \`gh attestation verify evidence.json --repo OWNER/NAME\` proves which workflow run made it.`,
    "- `sundown verify --evidence evidence.json` checks it: schema, chain, digests, and that nothing is missing.",
    `- By hand: \`journal\` has ${count(journal.length, "entry", "entries")}; each one's \`before\` is the sha256 of the one before it, as canonical JSON (RFC 8785); the last one has ${code(journalHead)}. The approved digest is the sha256 of decommission.yaml followed by the plan's digest.`,
    "- A correlation id names the call in Azure's activity log, which Azure keeps for 90 days.",
  ].join("\n");
}

function cut(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const more = rows.length - SHOWN;
  const whole = table(headers, rows.slice(0, SHOWN));
  return more > 0 ? `${whole}\n\nand ${more} more, all of them in evidence.json.` : whole;
}
