import { makeVisible } from "../../core/report/markdown.ts";
import type { Standing } from "../../steps/status/status-all.ts";
import { columnsOf, fold } from "./fold.ts";
import { day } from "./status.ts";

const HEADERS = ["decommission", "state", "done", "open next", "date"] as const;

/** `sundown status --all` for people: one line each, and below them what is wrong. */
export function renderStandings(standings: readonly Standing[]): string {
  if (standings.length === 0) return "There is no decommission/*/ with a plan here: sundown plan makes one.";
  const columns = columnsOf(process.stdout);
  const rows = standings.map(rowOf);
  const rest = HEADERS.slice(1).map((header, index) => widest(header, rows, index + 1));
  const room = columns - rest.reduce((sum, width) => sum + width + 2, 0);
  const first = Math.max(12, Math.min(room, widest(HEADERS[0], rows, 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) =>
        index === 0 ? cut(cell, first).padEnd(first) : cell.padEnd(rest[index - 1] ?? 0),
      )
      .join("  ")
      .trimEnd();
  const wrong = standings.flatMap(({ folder, error, status }) => [
    ...(error === undefined ? [] : [`${folder}: ${error.code}: ${error.message}`]),
    ...(status?.notAsPromised ?? []).map((sentence) => `${folder}: ${sentence}`),
    ...(status?.unknown ?? []).map((sentence) => `${folder}: ${sentence}`),
  ]);
  return [
    line(HEADERS),
    ...rows.map(line),
    ...wrong.flatMap((sentence) => fold(makeVisible(sentence), columns, "! ", "  ")),
    "`sundown status --folder DIR` says more of one.",
  ].join("\n");
}

function rowOf({ folder, status }: Standing): string[] {
  const name = makeVisible(folder.replace(/^decommission\//, ""));
  if (status === undefined) return [name, "unreadable", "", "", ""];
  const counted = status.steps.filter(({ state }) => state !== "notNeeded");
  const done = counted.filter(({ state }) => state === "done").length;
  const open = counted.find(({ state }) => state === "open")?.step;
  return [
    name,
    status.subscription.state ?? "?",
    `${done}/${counted.length}`,
    status.phase === "after" ? "-" : (open ?? "?"),
    dateOf(status),
  ];
}

function dateOf({ dates, heldUntil }: NonNullable<Standing["status"]>): string {
  if (dates !== undefined) return `back until ${day(dates.reactivateUntil)}`;
  const [first] = heldUntil.map(({ until }) => until).toSorted();
  return first === undefined ? "" : `held until ${day(first)}`;
}

function widest(header: string, rows: readonly (readonly string[])[], index: number): number {
  return Math.max(header.length, ...rows.map((row) => row[index]?.length ?? 0));
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
