// Both are CommonJS: Node sees no names in them.
// oxlint-disable import/default, import/no-named-as-default-member
import serialize from "@xterm/addon-serialize";
import headless from "@xterm/headless";

const ROWS = 300;

/**
 * What a terminal shows after it got this text, as a page.
 *
 * @param text with its colours and cursor moves, as a program wrote it
 */
export async function showTerminal(text: string, columns: number): Promise<string> {
  const terminal = new headless.Terminal({ cols: columns, rows: ROWS, allowProposedApi: true });
  const serializer = new serialize.SerializeAddon();
  terminal.loadAddon(serializer);
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  const { active } = terminal.buffer;
  let last = active.cursorY;
  while (last > 0 && active.getLine(last)?.translateToString(true) === "") last -= 1;
  const rows = serializer.serializeAsHTML({
    includeGlobalBackground: false,
    range: { startLine: 0, endLine: last, startCol: 0 },
  });
  terminal.dispose();
  const style =
    "body { margin: 0; background: #fff } pre { margin: 0; display: inline-block; padding: 12px 14px; background: #1c2128 }" +
    "pre > div, pre div { font: 14px/1.3 'DejaVu Sans Mono', monospace !important; color: #d8dee6; background: none !important }";
  return `<!doctype html><meta charset="utf-8"><style>${style}</style>${rows}`;
}
