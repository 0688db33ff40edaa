import { parseArmId } from "../../core/arm-id.ts";
import type { Prompt } from "../../core/host.ts";
import { artifactSchema, backupSchema } from "../../core/manifest/manifest.ts";
import type { OpenQuestion } from "../../core/manifest/open-questions.ts";
import type { Decision } from "../../core/manifest/write-decision.ts";
import { shortId } from "../../core/report/short-id.ts";

export type AskInput = (prompt: Omit<Prompt, "code">) => Promise<string | undefined>;

const LEAVE = { value: "leave", title: "leave it open" } as const;

/** Puts one question in words, and the answer into a decision; `undefined` leaves it open. */
export function askQuestion(question: OpenQuestion, ask: AskInput): Promise<Decision | undefined> {
  return ASK[question.kind](question, ask);
}

/** More names than this would push the question out of sight. */
const MOST_NAMES = 10;

/** A backup that was waived, and why. */
export interface Waived {
  readonly of: string;
  readonly reason: string;
}

/**
 * Asks whether a waiver's reason holds for other backups of its type, too; `undefined` when not. Their number is always
 * told, the first of their names are shown.
 */
export async function askForAlike(
  { of, reason: why }: Waived,
  others: readonly OpenQuestion[],
  ask: AskInput,
): Promise<Decision | undefined> {
  const more = others.length - MOST_NAMES;
  const chosen = await ask({
    message: [
      `The same reason for the ${others.length} other ${parseArmId(of)?.type ?? "backups"}?`,
      `"${why}"`,
      ...others.slice(0, MOST_NAMES).map(({ value }) => shortId(value)),
      ...(more > 0 ? [`and ${more} more, ${others.length} in all`] : []),
    ].join("\n  "),
    choices: [
      { value: "each", title: "no, ask for each" },
      { value: "all", title: "yes, for all of these" },
    ],
  });
  return chosen === "all" ? { kind: "waiver", reason: why } : undefined;
}

type Asker = (question: OpenQuestion, ask: AskInput) => Promise<Decision | undefined>;

const ASK: Readonly<Record<OpenQuestion["kind"], Asker>> = {
  async type({ section, value, about }, ask) {
    const what = section === "subscription" ? "the subscription's name" : `the group's name`;
    const typed = await ask({
      message: `${about}\n  Type ${what}, letter by letter (Enter leaves it open):`,
      refuse: (text) => (text === value ? undefined : `That is not ${what}: ${value}`),
    });
    return typed === undefined ? undefined : { kind: "value", value: typed };
  },
  async write({ about }, ask) {
    return toDecision(await reason(`${about}\n  Write a sentence (Enter leaves it open):`, ask));
  },
  async agree({ section, value, about }, ask) {
    const title = section === "locks" ? "yes, this lock may be removed" : "yes, this is known";
    const chosen = await ask({
      message: `${section}: ${value}\n  ${about}`,
      choices: [LEAVE, { value: "yes", title }],
    });
    return chosen === "yes" ? { kind: "value", value } : undefined;
  },
  async purge({ value, about }, ask) {
    const chosen = await ask({
      message: `purges: ${value}\n  ${about}`,
      choices: [
        LEAVE,
        { value: "expire", title: "let it expire by itself" },
        { value: "yes", title: "purge it for good; this cannot be taken back" },
      ],
    });
    if (chosen === "expire") return { kind: "expiry" };
    return chosen === "yes" ? { kind: "value", value } : undefined;
  },
  async backup({ value, about }, ask) {
    const chosen = await ask({
      message: `backup of ${value}\n  ${about}`,
      choices: [
        { ...LEAVE, title: "leave it open (`sundown backup --to URL` writes what it can copy)" },
        { value: "waive", title: "no backup is needed: write why" },
        { value: "artifact", title: "there is a backup: give its URL, bytes and sha256" },
      ],
    });
    if (chosen === "waive") {
      const why = await reason(`Why does ${shortId(value)} need no backup? (Enter leaves it open)`, ask);
      return why === undefined ? undefined : { kind: "waiver", reason: why };
    }
    return chosen === "artifact" ? artifact(ask) : undefined;
  },
};

const { url, bytes, sha256 } = artifactSchema.shape;
const waived = backupSchema.options[1].shape.waived;

async function artifact(ask: AskInput): Promise<Decision | undefined> {
  const given = {
    url: await ask({
      message: "URL (https, without a query):",
      refuse: refuseBy(url, "An https URL without query, fragment or user."),
    }),
    bytes: await ask({
      message: "Exact size in bytes:",
      refuse: (text) =>
        /^\d+$/.test(text) && bytes.safeParse(Number(text)).success ? undefined : "A whole number.",
    }),
    sha256: await ask({
      message: "sha256 of exactly these bytes:",
      refuse: refuseBy(sha256, "64 lower-case hex digits."),
    }),
  };
  const read = artifactSchema.safeParse({ ...given, bytes: Number(given.bytes ?? Number.NaN) });
  return read.success ? { kind: "artifacts", artifacts: [read.data] } : undefined;
}

function reason(message: string, ask: AskInput): Promise<string | undefined> {
  return ask({ message, refuse: refuseBy(waived, "At least three characters, and no TODO.") });
}

function toDecision(text: string | undefined): Decision | undefined {
  return text === undefined ? undefined : { kind: "value", value: text };
}

function refuseBy(
  schema: { safeParse(value: unknown): { success: boolean } },
  why: string,
): (text: string) => string | undefined {
  return (text) => (schema.safeParse(text).success ? undefined : why);
}
