import { z } from "zod";
import type { Polling } from "../azure/follow-operation.ts";
import { idKey } from "../core/arm-id.ts";
import { type DoneRecord, doneRecordSchema } from "../core/evidence/done-record.ts";
import type { JournalEntry } from "../core/evidence/journal-entry.ts";
import type { Operation } from "../core/plan/plan.ts";

/** What the journal knows about one operation, over all runs so far. */
export interface OperationHistory {
  /** A changing call was made or may have been made. */
  readonly started: boolean;
  /** The last call's answer never came, or said only that something broke. */
  readonly unanswered: boolean;
  /** A long-running operation whose end was never seen. */
  readonly polling?: Polling;
  /** It ended, and Azure showed its effect. */
  readonly done?: DoneRecord;
}

const intentSchema = z.object({ action: z.string(), target: z.string() });
const answerSchema = z.object({
  status: z.number(),
  polling: z
    .object({
      url: z.url({ protocol: /^https$/ }),
      header: z.enum(["Azure-AsyncOperation", "Location"]),
      method: z.string(),
    })
    .optional(),
});

interface Story {
  action?: string;
  target?: string;
  started: boolean;
  unanswered: boolean;
  polling: Polling | undefined;
  done: DoneRecord | undefined;
}

/**
 * Reads the journal's entries of one step. An entry about another action or target than the operation's own is
 * another plan's, and does not count.
 */
export function operationHistories(
  entries: readonly JournalEntry[],
  step: string,
  operations: readonly Pick<Operation, "id" | "action" | "target">[],
): ReadonlyMap<string, OperationHistory> {
  const stories = new Map<string, Story>();
  for (const entry of entries) {
    if (entry.step === step && entry.about !== undefined) tell(stories, entry.about, entry);
  }
  const histories = new Map<string, OperationHistory>();
  for (const { id, action, target } of operations) {
    const story = stories.get(id);
    if (story === undefined || story.action !== action || idKey(story.target ?? "") !== idKey(target))
      continue;
    histories.set(id, {
      started: story.started,
      unanswered: story.unanswered,
      ...(story.polling === undefined ? {} : { polling: story.polling }),
      ...(story.done === undefined ? {} : { done: story.done }),
    });
  }
  return histories;
}

function tell(stories: Map<string, Story>, id: string, { kind, data }: JournalEntry): void {
  const story: Story = stories.get(id) ?? {
    started: false,
    unanswered: false,
    polling: undefined,
    done: undefined,
  };
  stories.set(id, story);
  if (kind === "intent") {
    const intent = intentSchema.safeParse(data);
    if (intent.success) Object.assign(story, intent.data);
    Object.assign(story, { started: true, unanswered: true, polling: undefined, done: undefined });
  } else if (kind === "answer") {
    const answer = answerSchema.safeParse(data).data;
    story.polling = answer?.polling;
    story.unanswered = answer === undefined || answer.status === 0 || answer.status >= 500;
  } else {
    const done = doneRecordSchema.safeParse(data).data;
    if (done !== undefined) Object.assign(story, { action: done.action, target: done.target });
    story.done = done;
    // Whatever the outcome was, there is nothing left to follow.
    story.polling = undefined;
  }
}
