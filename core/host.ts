import type { MessageCode } from "./messages/registry.ts";

/** Something worth telling, as data: the doors decide how it looks. */
export interface Notice {
  readonly code: MessageCode;
  /** One sentence: what is the case, with the values in it. */
  readonly message: string;
  /** The ARM id, `file:line:column` or URL this is about. */
  readonly place?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Where a piece of work stands; `task` identifies it from its first report to its last. */
export interface Progress {
  readonly task: string;
  /** What a person reads: "deleting rg-app". */
  readonly title: string;
  readonly state: "running" | "done" | "failed" | "held" | "skipped";
  readonly done?: number;
  readonly total?: number;
  readonly unit?: "operations" | "bytes" | "resources" | "blobs";
  /** How long it may still take, from what has been seen so far. */
  readonly secondsLeft?: number;
}

/** A question for each irreversible act, with its own code. The default answer to every question is no. */
export interface Question {
  readonly code: MessageCode;
  readonly message: string;
  /** The exact text that has to be typed; without it the question is yes or no. */
  readonly typed?: string;
  /**
   * True where what is typed stands in for an approval: only a person at a terminal may answer, never a flag.
   * @default false
   */
  readonly inPerson?: boolean;
}

/** A decision that goes into a file people review later; nothing happens in Azure because of it. */
export interface Prompt {
  readonly code: MessageCode;
  readonly message: string;
  /** What to choose from; without it a text is typed. The first is what Enter chooses. */
  readonly choices?: readonly { readonly value: string; readonly title: string }[];
  /** Why a typed text cannot be taken; `undefined` takes it. An empty text is never asked about: it leaves open. */
  readonly refuse?: (text: string) => string | undefined;
  /**
   * What is typed is a password: it is not shown.
   * @default false
   */
  readonly secret?: boolean;
}

/**
 * What a step needs of whoever runs it. Core and steps never print and never read a terminal: they tell and
 * ask a host. `ask` resolves to true only on an explicit yes (or the exact text); without a terminal it is false.
 */
export interface Host {
  notify(notice: Notice): void;
  progress(progress: Progress): void;
  ask(question: Question): Promise<boolean>;
  /** Only where somebody sits at a terminal: what was typed or chosen; `undefined` leaves it open. */
  readonly input?: (prompt: Prompt) => Promise<string | undefined>;
}
