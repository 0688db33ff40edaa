import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ICAL from "ical.js";
import { describe, expect, test } from "vitest";
import { printCalendar } from "../../core/report/calendar.ts";
import { openJournal } from "../../engine/journal.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { status } from "../../steps/status/status.ts";
import { writeCalendar } from "../../steps/status/write-calendar.ts";
import { DOOMED, lifecycleWorld, NAME, wait } from "./world.ts";

/** As a calendar program reads it. */
function eventsOf(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      at: event.startDate.toJSDate().toISOString(),
      summary: event.summary,
      component,
    };
  });
}

const utf8 = new TextEncoder();

describe("calendar of the dates", () => {
  test("a calendar program reads every date that follows from the cancel", async () => {
    const world = await lifecycleWorld({});
    await cancel({ folder: world.folder, wait }, world.context);
    const result = await status({ folder: world.folder }, world.context);

    const path = await writeCalendar(result, "dates.ics", world.context);

    expect(path).toBe(join(world.context.workingDirectory, "dates.ics"));
    const text = await readFile(path, "utf8");
    const events = eventsOf(text);
    expect(events.map(({ uid, at }) => `${uid.split(".")[0]} ${at}`)).toEqual([
      "billing 2026-11-01T12:10:00.000Z",
      "manual-delete 2026-11-04T12:00:00.000Z",
      "retention 2026-12-01T12:00:00.000Z",
      "last-invoice 2026-12-01T12:00:00.000Z",
      "reactivate-until 2027-01-30T12:00:00.000Z",
    ]);
    expect(events.at(-1)?.summary).toBe(`${NAME}: last moment to reactivate`);
    const alarm = events.at(-1)?.component.getFirstSubcomponent("valarm");
    expect(alarm?.getFirstPropertyValue("trigger")?.toString()).toBe("-P7D");
    expect(text.split("\r\n").every((line) => utf8.encode(line).length <= 75)).toBe(true);
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);

    // Found out again a day later: the same entries, so that importing changes them and adds none.
    world.clock.now = new Date(world.clock.now.getTime() + 86_400_000);
    const later = await readFile(await writeCalendar(result, "later.ics", world.context), "utf8");
    expect(eventsOf(later).map(({ uid }) => uid)).toEqual(events.map(({ uid }) => uid));
    expect(later).toContain("DTSTAMP:20261102T120000Z");

    // It replaces what it wrote, as it is or as Git has checked it out, and nothing else.
    await writeFile(path, text.replaceAll("\r\n", "\n"));
    await writeCalendar(result, "dates.ics", world.context);
    expect(await readFile(path, "utf8")).toBe(later);
    const mine = text.replace(/PRODID:.*/, "PRODID:-//somebody//calendar//EN");
    await writeFile(path, mine);
    const refused = writeCalendar(result, "dates.ics", world.context);
    await expect(refused).rejects.toMatchObject({ code: "file_foreign", place: path, exitCode: 3 });
    expect(await readFile(path, "utf8")).toBe(mine);
  });

  test("of a partner's offer, which somebody else has cancelled, a delete by hand comes after seven days", async () => {
    const world = await lifecycleWorld({ quotaId: "CSP_2015-05-01" });
    const journal = await openJournal(join(world.folder, "run", "journal.jsonl"), world.context);
    const about = `/subscriptions/${DOOMED}`;
    await journal.append({ step: "cancel", kind: "answer", about, data: { accepted: true } });
    await journal.append({ step: "cancel", kind: "note", about, data: { confirmed: true } });
    await journal.close();
    const { dates } = await status({ folder: world.folder, offline: true }, world.context);
    expect(dates).toMatchObject({
      manualDeleteFrom: "2026-11-08T12:00:00.000Z",
      daysUntilDeletion: { from: 30, to: 90 },
    });
  });

  test("without any date nothing is written", async () => {
    const world = await lifecycleWorld({});
    const result = await status({ folder: world.folder }, world.context);
    await expect(writeCalendar(result, "dates.ics", world.context)).rejects.toMatchObject({
      code: "status_no_dates",
    });
  });

  test("names from outside end no line and no value, and no character is cut in two", () => {
    const summary = `${"Größe 🏢, ".repeat(20)}a\nEND:VCALENDAR\r\n; back\\slash`;
    const text = printCalendar(
      [{ uid: `x.${DOOMED}`, at: "2027-01-30T12:00:00Z", summary, description: "d" }],
      new Date("2026-01-01T00:00:00Z"),
    );
    expect(text.split("\r\n").every((line) => utf8.encode(line).length <= 75)).toBe(true);
    expect(eventsOf(text)).toMatchObject([{ summary: summary.replaceAll(/[\r\n]+/g, " ") }]);
  });
});
