/** A manifest as text, with what it means; or with something in it for which it has to be refused. */
export interface NastyManifest {
  readonly bytes: Uint8Array;
  /** What was put in; absent where nothing was, and the text has to be accepted as `value`. */
  readonly poison?: string;
  readonly value: Value;
}

interface Artifact {
  readonly url: string;
  readonly bytes: number;
  readonly sha256: string;
}

interface Value {
  readonly subscription: { readonly id: string; readonly name: string };
  readonly reason: string;
  readonly resourceGroups: readonly string[];
  readonly backups: readonly { readonly of: string; readonly artifacts: readonly Artifact[] }[];
  readonly roleScopes: readonly [];
  readonly locks: readonly string[];
}

class Dice {
  readonly #next: () => number;

  constructor(next: () => number) {
    this.#next = next;
  }

  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  one<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }

  some<Item>(most: number, make: () => Item): Item[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }
}

const words = [
  "no longer used",
  "yes",
  "null and void",
  "C:\\old",
  "it's over",
  'the "old" one',
  "# not a comment",
  "a: b",
  "- dash",
  "[x]",
  "{y}",
  "ümläut 日本",
  "1.0.0",
  "0x1F",
  "*star",
  "&and",
  "!bang",
  "%percent",
  "@at",
  "ends: ",
  "👩‍👩‍👧",
  "~tilde~",
  "<<three",
] as const;

export function nastyManifest(next: () => number): NastyManifest {
  const dice = new Dice(next);
  const value = drawValue(dice);
  const text = print(value, dice);
  if (dice.below(3) === 0) return { bytes: Buffer.from(text), value };
  const [poison, spoil] = dice.one(poisons);
  return { bytes: spoil(text, dice), poison, value };
}

function drawValue(dice: Dice): Value {
  const hex = () => Array.from({ length: 64 }, () => dice.below(16).toString(16)).join("");
  const id = () => `/subscriptions/x/resourceGroups/rg-${dice.below(1000)}/providers/a/b/${dice.below(1000)}`;
  return {
    subscription: { id: "8d65815f-a5b6-402f-9298-045155da7d74", name: dice.one(words).trim() },
    reason: `${dice.one(words)} and ${dice.one(words)}`.trim(),
    resourceGroups: dice.some(4, () => `rg ${dice.one(words)}`.trim()),
    backups: dice.some(3, () => ({
      of: id(),
      artifacts: [
        {
          url: `https://store.example/${dice.below(1000)}/a.tar`,
          bytes: dice.one([0, 1, 2 ** 31, Number.MAX_SAFE_INTEGER]),
          sha256: hex(),
        },
        ...dice.some(2, () => ({ url: "https://store.example/b", bytes: dice.below(1000), sha256: hex() })),
      ],
    })),
    roleScopes: [],
    locks: dice.some(2, id),
  };
}

/** One of the many ways to write the same thing. */
function print(value: Value, dice: Dice): string {
  const scalar = (text: string) =>
    dice.below(3) === 0 ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
  const note = () => (dice.below(6) === 0 ? " # a note: [&x *y !z]" : "");
  const list = (items: readonly string[], indent: string) =>
    items.length === 0
      ? ` []${note()}\n`
      : dice.below(3) === 0
        ? ` [${items.join(", ")}]${note()}\n`
        : `${note()}\n${items.map((item) => `${indent}- ${item}${note()}\n`).join("")}`;
  const artifact = ({ url, bytes, sha256 }: Artifact) =>
    `{ url: ${scalar(url)}, bytes: ${bytes}, sha256: ${scalar(sha256)} }`;
  const parts: string[] = [
    dice.below(2) === 0
      ? `subscription: { id: ${scalar(value.subscription.id)}, name: ${scalar(value.subscription.name)} }\n`
      : `subscription:${note()}\n  id: ${scalar(value.subscription.id)}\n  name: ${scalar(value.subscription.name)}${note()}\n`,
    `reason: ${scalar(value.reason)}${note()}\n`,
    `resourceGroups:${list(value.resourceGroups.map(scalar), dice.one(["", "  ", "    "]))}`,
    value.backups.length === 0
      ? "backups: []\n"
      : `backups:\n${value.backups
          .map(
            ({ of, artifacts }) =>
              `  - of: ${scalar(of)}\n    artifacts:${list(artifacts.map(artifact), "      ")}`,
          )
          .join("")}`,
    `roleScopes: []${note()}\n`,
    `locks:${list(value.locks.map(scalar), "  ")}`,
  ];
  const shuffled = parts
    .map((part) => ({ part, rank: dice.below(1000) }))
    .toSorted((a, b) => a.rank - b.rank);
  const text = shuffled.map(({ part }) => `${dice.below(4) === 0 ? "\n# between\n" : ""}${part}`).join("");
  return dice.below(5) === 0 ? text.replaceAll("\n", "\r\n") : text;
}

type Spoil = (text: string, dice: Dice) => Uint8Array;

/** In place of the reason. */
function reason(...replacements: readonly [string, ...string[]]): Spoil {
  return (text, dice) =>
    Buffer.from(text.replace(/^reason: [^\r\n]*/m, () => `reason: ${dice.one(replacements)}`));
}

/** Before or behind everything. */
function beside(make: (dice: Dice) => string): Spoil {
  return (text, dice) =>
    Buffer.from(dice.below(2) === 0 ? `${make(dice)}\n${text}` : `${text.trimEnd()}\n${make(dice)}\n`);
}

function numbers(text: string, dice: Dice): Uint8Array {
  const odd = dice.one([
    "1e400",
    "-1",
    "1.5",
    "99999999999999999999",
    ".inf",
    ".nan",
    "1_000",
    "'12'",
    "true",
    "",
    "9".repeat(10_000),
    "0b1",
    "1:30",
  ]);
  const spoiled = text.replace(/bytes: \d+/, `bytes: ${odd}`);
  return spoiled === text ? reason("12", "true", "~", "")(text, dice) : Buffer.from(spoiled);
}

function invisible(text: string, dice: Dice): Uint8Array {
  const mark = dice.one([
    "\0",
    "\u0007",
    "\u200b",
    "\u202e",
    "\u2066",
    "\u2028",
    "\ufeff",
    "\u00ad",
    "\u{e0041}",
    "\u007f",
    "\u0085",
    "\u001b[31m",
  ]);
  // Behind the first character: a mark of byte order at the very beginning is one.
  const place = 1 + dice.below(text.length - 1);
  // Not between a CR and its LF: that would only move the line end.
  const clean = text.replaceAll("\r\n", "\n");
  return Buffer.from(clean.slice(0, place) + mark + clean.slice(place));
}

const poisons: readonly [readonly [string, Spoil], ...(readonly [string, Spoil])[]] = [
  ["an anchor", reason("&a because it is old", '&a "because"', "&a\n  because")],
  ["an alias", reason("*a", "[*a]", "*a because")],
  [
    "a tag",
    reason("!!str because", "!thing because", "!!binary aGVsbG8=", "!<tag:x> because", "!!set {a, b}"),
  ],
  ["a value of another kind", reason("true", "12345", "~", "", "[because]", "{because: x}", ".inf", "0x10")],
  ["an open decision", reason("TODO: say why", "'TODO'", "  TODO  ")],
  ["too short a reason", reason("x", "''", "'   '")],
  ["unclosed quotes", reason('"because', "'because", '"a\\')],
  ["unclosed brackets", reason("[because", "{because", "[[[[", "]")],
  ["an unknown escape", reason('"\\q"', '"\\x4"', '"\\uD8"')],
  ["a key twice", beside(() => 'reason: "another one"')],
  ["the subscription twice", beside(() => "subscription: { id: x, name: y }")],
  [
    "a key nobody knows",
    beside((dice) => `${dice.one(["force", "Reason", "re\u0430son", "reason ", "true", "\u200d"])}x: 1`),
  ],
  [
    "a key that reaches into objects",
    beside((dice) => `${dice.one(["__proto__", "constructor", "toString"])}: {}`),
  ],
  [
    "a key that is no text",
    beside((dice) => `${dice.one(["1", "true", "~", "[a, b]", "{a: b}", "? a\n"])}: x`),
  ],
  ["a merge key", beside(() => "<<: { reason: merged in }")],
  ["a directive", (text) => Buffer.from(`%YAML 1.1\n---\n${text}`)],
  ["a second document", (text) => Buffer.from(`${text.trimEnd()}\n---\nreason: second\n`)],
  ["a tab for an indent", (text) => Buffer.from(`${text.trimEnd()}\nquietPeriod:\n\tx: 1\n`)],
  ["deep nesting", beside((dice) => `quietPeriod: ${"[".repeat(20 + dice.below(5000))}`)],
  ["deep nesting, closed", beside((dice) => deep(20 + dice.below(2000)))],
  ["many laughs", beside(() => laughs())],
  ["odd numbers", numbers],
  ["an invisible character", invisible],
  [
    "bytes that are no UTF-8",
    (text, dice) => Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xc0, 0x80].slice(dice.below(3)))]),
  ],
  [
    "ten megabytes",
    (text, dice) =>
      dice.below(200) === 0
        ? Buffer.concat([Buffer.from(text), Buffer.alloc(10_000_000, "# x\n")])
        : reason("~")(text, dice),
  ],
  ["something left out", (text) => Buffer.from(text.replace(/^reason: [^\r\n]*\r?\n/m, ""))],
  ["an id that is none", (text) => Buffer.from(text.replace("8d65815f", "8d65815g"))],
  ["an address with a query", (text, dice) => urls(text, dice)],
  ["cut off", (text) => Buffer.from(text.slice(0, text.indexOf("subscription:") + 20))],
  ["a list at the top", (text) => Buffer.from(`- ${text}`)],
  ["nothing", (_text, dice) => Buffer.from(dice.one(["", "\n", "---\n", "# only\n", "~", "...", "{}"]))],
];

function deep(depth: number): string {
  return `quietPeriod: ${"[".repeat(depth)}${"]".repeat(depth)}`;
}

function laughs(): string {
  const lines = ["a: &a [lol, lol]"];
  for (let level = 1; level < 12; level += 1) lines.push(`a${level}: &a${level} [*a${level - 1 || ""}, *a]`);
  return lines.join("\n");
}

function urls(text: string, dice: Dice): Uint8Array {
  const url = dice.one([
    "https://store.example/a?sig=x",
    "http://store.example/a",
    "https://me:secret@store.example/a",
    "https://store.example/a#b",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://",
  ]);
  const spoiled = text.replace(/https:\/\/store\.example\/[\w./]+/, url);
  return spoiled === text ? reason("~")(text, dice) : Buffer.from(spoiled);
}
