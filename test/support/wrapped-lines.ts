// It is CommonJS: Node sees no names in it.
// oxlint-disable import/no-named-as-default-member
import headless from "@xterm/headless";

const SCROLLBACK = 10_000;

/** Lines that ran over the edge of a terminal of that width, whole, though a space in them could have been the end. */
export async function wrappedLines(screen: string, columns: number): Promise<string[]> {
  const terminal = new headless.Terminal({
    cols: columns,
    rows: 40,
    scrollback: SCROLLBACK,
    allowProposedApi: true,
  });
  await new Promise<void>((resolve) => terminal.write(screen, resolve));
  const { active } = terminal.buffer;
  const wrapped: string[] = [];
  let whole = "";
  let isWrapped = false;
  for (let row = 0; row <= active.length; row += 1) {
    const line = active.getLine(row);
    if (line?.isWrapped === true) {
      whole += line.translateToString(true);
      isWrapped = true;
      continue;
    }
    if (isWrapped && whole.trim().includes(" ")) wrapped.push(whole);
    whole = line?.translateToString(true) ?? "";
    isWrapped = false;
  }
  terminal.dispose();
  return wrapped;
}
