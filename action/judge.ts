import { evaluateGate } from "../core/gate/evaluate-gate.ts";
import type { GateFacts } from "../core/gate/gate-facts.ts";
import type { Purpose, Verdict } from "../core/gate/verdict.ts";
import { verdictMarkdown } from "../core/gate/verdict-markdown.ts";
import { addSummary, say, sayReasons, writeOutput, writeVerdict } from "./write-output.ts";

/** Ends a command: the verdict is already on the log, in the summary and in the outputs. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/**
 * Asks the gate and tells what it says.
 *
 * @throws Refused when it does not pass
 */
export async function judge(facts: GateFacts, purpose: Purpose, title: string): Promise<Verdict> {
  const verdict = evaluateGate(facts, purpose);
  if (verdict.outcome !== "pass") await refuse(verdict, title);
  writeVerdict(verdict);
  say(`${title}: all ${verdict.rules.length} rules pass.`);
  return verdict;
}

/** @throws Refused always, when everybody has been told */
export async function refuse(verdict: Verdict, title: string): Promise<never> {
  writeVerdict(verdict);
  writeOutput("outcome", "refused");
  sayReasons(verdict);
  await addSummary(verdictMarkdown(verdict, title));
  throw new Refused(title);
}
