import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { z } from "zod";
import { repository } from "./run-cli.ts";

const messageSchema = z.looseObject({
  id: z.union([z.number(), z.string()]).optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
});
type Message = z.infer<typeof messageSchema>;

const completionsSchema = z.object({ items: z.array(z.looseObject({ label: z.string() })) });
const diagnosticsSchema = z.looseObject({
  diagnostics: z.array(
    z.looseObject({
      message: z.string(),
      range: z.object({ start: z.object({ line: z.number(), character: z.number() }) }),
    }),
  ),
});

/**
 * The YAML support of editors, over stdio as editors start it, in a repository that has Sundown installed, with one
 * schema for every file that names none.
 */
export interface Editor {
  /** Labels that are offered at a place, 0-based. */
  complete(text: string, line: number, character: number): Promise<string[]>;
  /**
   * What is marked as wrong: the 1-based line, and why.
   * @param path where the file lies in the repository. Default: decommission/NAME/decommission.yaml
   */
  problems(text: string, path?: string): Promise<{ readonly line: number; readonly message: string }[]>;
  close(): void;
}

/** @param schema path of the JSON Schema, from the repository's root */
export async function openEditor(schema: string): Promise<Editor> {
  const root = mkdtempSync(join(tmpdir(), "sundown-editor-"));
  mkdirSync(join(root, "node_modules"));
  symlinkSync(repository, join(root, "node_modules/azure-sundown"));
  const server = spawn(
    process.execPath,
    [fileURLToPath(import.meta.resolve("yaml-language-server/bin/yaml-language-server")), "--stdio"],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const waiting = new Map<string, (message: Message) => void>();
  let buffer = Buffer.alloc(0);
  const send = (message: Readonly<Record<string, unknown>>) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const settings = {
    yaml: {
      schemas: { [pathToFileURL(join(repository, schema)).href]: "*.yaml" },
      schemaStore: { enable: false },
    },
  };
  const answer = (message: Message) => {
    if (message.id !== undefined && message.method !== undefined) {
      // The server asks for its settings section by section.
      const { items } = z
        .looseObject({ items: z.array(z.unknown()).default([]) })
        .parse(message.params ?? {});
      const result = items.map((_, index) => (index === 0 ? settings.yaml : null));
      send({ id: message.id, result: message.method === "workspace/configuration" ? result : null });
      return;
    }
    const { uri } = z.looseObject({ uri: z.string().optional() }).parse(message.params ?? {});
    const key = message.method === undefined ? `answer ${message.id}` : `${message.method} ${uri}`;
    waiting.get(key)?.(message);
  };
  server.stdout.on("data", (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const head = buffer.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/.exec(buffer.subarray(0, head).toString())?.[1]);
      if (head < 0 || buffer.length < head + 4 + length) return;
      const body = buffer.subarray(head + 4, head + 4 + length).toString();
      buffer = buffer.subarray(head + 4 + length);
      answer(messageSchema.parse(JSON.parse(body)));
    }
  });
  const next = (key: string) =>
    new Promise<Message>((resolve) => {
      waiting.set(key, resolve);
    });
  let requests = 0;
  const request = async (method: string, params: unknown): Promise<unknown> => {
    requests += 1;
    const answered = next(`answer ${requests}`);
    send({ id: requests, method, params });
    return (await answered).result;
  };
  let documents = 0;
  const newUri = (path?: string): string => {
    documents += 1;
    return pathToFileURL(join(root, path ?? `decommission/${documents}/decommission.yaml`)).href;
  };
  const open = (uri: string, text: string): void => {
    send({
      method: "textDocument/didOpen",
      params: { textDocument: { uri, languageId: "yaml", version: 1, text } },
    });
  };

  await request("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
  send({ method: "initialized", params: {} });
  send({ method: "workspace/didChangeConfiguration", params: { settings } });
  const editor: Editor = {
    async complete(text, line, character) {
      const uri = newUri();
      open(uri, text);
      const result = await request("textDocument/completion", {
        textDocument: { uri },
        position: { line, character },
      });
      return completionsSchema.parse(result).items.map(({ label }) => label);
    },
    async problems(text, path) {
      const uri = newUri(path);
      const told = next(`textDocument/publishDiagnostics ${uri}`);
      open(uri, text);
      const { diagnostics } = diagnosticsSchema.parse((await told).params);
      return diagnostics.map(({ message, range }) => ({ line: range.start.line + 1, message }));
    },
    close: () => {
      server.kill();
      rmSync(root, { recursive: true });
    },
  };
  // It asks for its settings after it has said that it is ready; until they are there, it marks nothing.
  while ((await editor.problems("nonsense: true\n")).length === 0);
  return editor;
}
