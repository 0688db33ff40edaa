const TYPES = new Set(
  "A AAAA CAA CNAME DNAME DNSKEY DS HTTPS LOC MX NAPTR NS PTR SOA SPF SRV SSHFP SVCB TLSA TXT URI".split(" "),
);
const DIRECTIVE = /^\$(?:ORIGIN|TTL|INCLUDE)$/i;
/** A quoted string, a parenthesis, a comment, or a word; `\` takes the meaning from what follows it. */
const TOKEN = /"(?:\\.|[^"\\])*"|[()]|;.*|(?:\\.|[^\s"();\\])+/g;

/**
 * Why a text is no master file (RFC 1035, 5), in one clause; `undefined` when it is one. Looks at its form: every
 * entry has a type and data, quotes and parentheses close.
 */
export function zoneComplaint(text: string): string | undefined {
  let entry: string[] = [];
  let began = 0;
  let depth = 0;
  let records = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/\S/.test(line.replaceAll(TOKEN, ""))) return `line ${index + 1} has a quote that does not close`;
    if (depth === 0) {
      entry = [];
      began = index + 1;
    }
    for (const token of line.match(TOKEN) ?? []) {
      if (token === "(") depth += 1;
      else if (token === ")") depth -= 1;
      else if (!token.startsWith(";")) entry.push(token);
    }
    if (depth < 0) return `line ${index + 1} closes what was not opened`;
    if (depth > 0 || entry.length === 0) continue;
    if (DIRECTIVE.test(entry[0] ?? "")) continue;
    if (!isRecord(entry)) return `line ${began} is no record`;
    records += 1;
  }
  if (depth > 0) return "its end is missing";
  return records === 0 ? "it has no records" : undefined;
}

/** Owner, TTL and class may be left out; a type and its data may not. */
function isRecord(entry: readonly string[]): boolean {
  const type = entry.findIndex((word) => TYPES.has(word.toUpperCase()) || /^TYPE\d+$/i.test(word));
  return type >= 0 && type <= 3 && entry.length > type + 1;
}
