import type { Desk } from "./desk.ts";

/** Azure's own answers nest some twenty levels deep; what recurses over them later must not run out of stack. */
const MOST_LEVELS = 500;
/** One kind of damage is told often enough. */
const MOST_PROBLEMS = 100;

/** An object or array on the way, with the way back for its name. */
interface Frame {
  readonly value: object;
  readonly level: number;
  readonly key: string | number | undefined;
  readonly parent: Frame | undefined;
}

/**
 * Finds what JSON can hold and a plan cannot: numbers beyond any (1e999 reads as Infinity), halves of characters
 * (lone surrogates), and nesting without end. Every value is looked at once, without recursion.
 */
export function checkValues(input: unknown, desk: Desk): void {
  const open: Frame[] = [];
  const look = (value: unknown, key: string | number | undefined, parent: Frame | undefined): void => {
    if (typeof value === "object" && value !== null) {
      const level = (parent?.level ?? 0) + 1;
      const frame = { value, level, key, parent };
      if (level <= MOST_LEVELS) open.push(frame);
      else report(frame, `nests more than ${MOST_LEVELS} levels deep`);
      return;
    }
    const broken = brokenness(value);
    if (broken !== undefined) report({ value: {}, level: 0, key, parent }, broken);
  };
  const report = (frame: Frame, message: string): void => {
    desk.problems.push({ code: "inventory_invalid", place: placeOfFrame(frame), message });
  };

  look(input, undefined, undefined);
  for (let frame = open.pop(); frame !== undefined; frame = open.pop()) {
    if (desk.problems.length >= MOST_PROBLEMS) return;
    if (Array.isArray(frame.value)) {
      for (const [index, value] of frame.value.entries()) look(value, index, frame);
      continue;
    }
    for (const [key, value] of Object.entries(frame.value)) {
      if (!key.isWellFormed()) report(frame, "has a name with half a character (a lone surrogate)");
      look(value, key, frame);
    }
  }
}

function brokenness(value: unknown): string | undefined {
  if (typeof value === "number" && !Number.isFinite(value))
    return "is a number beyond what JSON readers hold";
  if (typeof value === "string" && !value.isWellFormed()) return "holds half a character (a lone surrogate)";
  return undefined;
}

/** `resources[3].properties.size`; a long way is cut in its middle. */
function placeOfFrame(frame: Frame): string {
  const steps: string[] = [];
  for (let at: Frame | undefined = frame; at !== undefined; at = at.parent) {
    if (at.key === undefined) continue;
    steps.push(typeof at.key === "number" ? `[${at.key}]` : `.${at.key.toWellFormed()}`);
  }
  steps.reverse();
  const shown = steps.length <= 20 ? steps : [...steps.slice(0, 12), ".…", ...steps.slice(-4)];
  return shown.join("").replace(/^\./, "");
}
