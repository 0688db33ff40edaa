import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import type { Call, DeclareVerb } from "../door.ts";

export const declareExplain: DeclareVerb = (program, door) => {
  const command = program
    .command("explain")
    .summary("why a resource goes when it goes; what a message's code means")
    .description(
      "Tells from the plan how a resource or group is removed, what it waits for and what waits for it. Of a code that " +
        "a message shows, Sundown's or Azure's own, tells what it means and what to do; that needs no plan.",
    )
    .argument("<what>", "a resource or group, by ARM id, name or GROUP/NAME; or a message's code")
    .addHelpText(
      "after",
      "\nExamples:\n  sundown explain rg-net/hub\n  sundown explain operation_locked\n  sundown explain ScopeLocked",
    )
    .action((what: string) =>
      door.run(command, {
        perform: (call) => explained(what, call),
        render: ({ text }) => text,
        document: ({ document }) => document,
        exitCode: () => 0,
      }),
    );
};

async function explained(what: string, call: Call): Promise<{ document: unknown; text: string }> {
  const { explainCode } = await import("../../core/messages/explain-code.ts");
  const codes = explainCode(what);
  const [code] = codes;
  if (code !== undefined) {
    const { renderExplainedCode } = await import("../render/explained-code.ts");
    const document = codes.length === 1 ? code : { codes };
    return { document, text: codes.map(renderExplainedCode).join("\n") };
  }
  const { explain } = await import("../../steps/explain/explain.ts");
  const explanation = await explain({ folder: await folderFor(what, call), id: what }, call.context);
  const { renderExplanation } = await import("../render/explanation.ts");
  return { document: explanation, text: renderExplanation(explanation) };
}

/** Without any folder a word may also be a code that was mistyped. */
async function folderFor(what: string, { folder }: Call): Promise<string> {
  return folder().catch((cause: unknown) => {
    if (what.includes("/") || !isSundownError(cause) || cause.code !== "folder_missing") throw cause;
    throw new SundownError("usage_error", {
      message: `${what} is no message's code, and there is no plan here that could name it.`,
      remedy: "Codes stand behind `error` or `warning` in a message; resources are looked up in a plan.",
      cause,
    });
  });
}
