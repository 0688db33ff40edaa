import { type Fact, known, unknown } from "../core/gate/fact.ts";
import { isSundownError } from "../core/messages/sundown-error.ts";

/** A fact from a reading that may fail: an expected failure makes it unknown, a bug stays a bug. */
export async function attempt<Value>(read: () => Promise<Value>): Promise<Fact<Value>> {
  try {
    return known(await read());
  } catch (error) {
    if (isSundownError(error)) return unknown(error.message);
    throw error;
  }
}
