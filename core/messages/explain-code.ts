import { azureErrorCodes } from "./azure-error-codes.ts";
import type { ExitCode, MessageDefinition } from "./definition.ts";
import { type MessageCode, registry } from "./registry.ts";

/** What the registry knows of a code; the entry in docs/errors.md, wherever Sundown is installed. */
export interface ExplainedCode {
  readonly code: MessageCode;
  readonly level: MessageDefinition["level"];
  /** How `sundown` ends when this message ends it. */
  readonly exit?: ExitCode;
  readonly meaning: string;
  readonly remedy?: string;
  /** Azure's own codes behind which it stands, and during which verb. */
  readonly azure: readonly { readonly azure: string; readonly during: string }[];
}

/**
 * @param word a code of Sundown's, or one of Azure's own in any case
 * @returns one code of Sundown's for each meaning; none when nobody knows the word
 */
export function explainCode(word: string): ExplainedCode[] {
  const own = Object.keys(registry).filter((code): code is MessageCode => code === word);
  const asked = word.toLowerCase();
  const behind = azureErrorCodes.filter(({ azure }) => azure.toLowerCase() === asked).map(({ code }) => code);
  return [...new Set([...own, ...behind])].map(described);
}

function described(code: MessageCode): ExplainedCode {
  const { level, meaning, remedy, exit }: MessageDefinition = registry[code];
  const ends = exit ?? (level === "error" ? 1 : undefined);
  return {
    code,
    level,
    ...(ends === undefined ? {} : { exit: ends }),
    meaning,
    ...(remedy === undefined ? {} : { remedy }),
    azure: azureErrorCodes
      .filter((known) => known.code === code)
      .map(({ azure, during }) => ({ azure, during })),
  };
}
