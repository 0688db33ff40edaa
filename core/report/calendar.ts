import { makeVisible } from "./markdown.ts";

/** One moment worth being reminded of. */
export interface CalendarEvent {
  /** The same for the same date of the same thing, so that importing again changes an entry and adds none. */
  readonly uid: string;
  /** ISO 8601. */
  readonly at: string;
  readonly summary: string;
  readonly description: string;
  /** Days before, on which calendars remind. */
  readonly remindDaysBefore?: number;
}

const PRODUCT = "PRODID:-//azure-sundown//status//EN";
const LINE_OCTETS = 75;
const encoder = new TextEncoder();

/**
 * An iCalendar object of moments in UTC.
 * @see https://www.rfc-editor.org/rfc/rfc5545
 * @param stamp when this was found out
 */
export function printCalendar(events: readonly CalendarEvent[], stamp: Date): string {
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    PRODUCT,
    ...events.flatMap((event) => [
      "BEGIN:VEVENT",
      `UID:${text(event.uid)}`,
      `DTSTAMP:${utc(stamp)}`,
      `DTSTART:${utc(new Date(event.at))}`,
      `SUMMARY:${text(event.summary)}`,
      `DESCRIPTION:${text(event.description)}`,
      "TRANSP:TRANSPARENT",
      ...alarm(event),
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
    "",
  ]
    .map(fold)
    .join("\r\n");
}

/** Whether a text is what `printCalendar` gives; Git may have changed its ends of lines. */
export function isPrintedCalendar(content: string): boolean {
  return content.split(/\r?\n/, 3)[2] === PRODUCT;
}

function alarm({ remindDaysBefore, summary }: CalendarEvent): string[] {
  if (remindDaysBefore === undefined) return [];
  return [
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${text(summary)}`,
    `TRIGGER:-P${remindDaysBefore}D`,
    "END:VALARM",
  ];
}

/** `20270130T120000Z` */
function utc(moment: Date): string {
  return moment.toISOString().replaceAll(/[-:]|\.\d+/g, "");
}

/** Names come from outside: nothing in them ends a line or a value. */
function text(value: string): string {
  return makeVisible(value).replaceAll(/[\\;,]/g, (character) => `\\${character}`);
}

/** A line has at most 75 octets; what follows begins with a space. No character is cut in two. */
function fold(line: string): string {
  let folded = "";
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > LINE_OCTETS) {
      folded += "\r\n ";
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
