import { isSundownError } from "../core/messages/sundown-error.ts";
import type { Journal } from "../engine/journal.ts";

/** What a changing call came to, as far as a journal keeps it. */
export interface CallAnswer {
  readonly status?: number | undefined;
  readonly correlationId: string | undefined;
}

/**
 * Makes one changing call: its intent is in the journal before it, its answer or refusal after it.
 * @throws SundownError journal_unwritable, and whatever the call throws
 */
export async function recordedCall<Answer extends CallAnswer>(
  journal: Journal,
  line: { readonly step: string; readonly about: string },
  intent: Readonly<Record<string, unknown>>,
  call: () => Promise<Answer>,
): Promise<Answer> {
  const answered = (data: Readonly<Record<string, unknown>>) =>
    journal.append({ ...line, kind: "answer", data: plain(data) });
  await journal.append({ ...line, kind: "intent", data: intent });
  let answer: Answer;
  try {
    answer = await call();
  } catch (error) {
    if (isSundownError(error)) await answered({ accepted: false, ...error.data, error: error.code });
    throw error;
  }
  await answered({ accepted: true, status: answer.status, correlationId: answer.correlationId });
  return answer;
}

/** Members without a value have no form in JSON. */
function plain(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}
