/** The part of Markdown that model cards are written in, as a tree; what is not of it (HTML, images) stays text. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Inline[] };

export type Align = 'left' | 'right' | 'center' | null;

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | {
      readonly kind: 'table';
      readonly align: readonly Align[];
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly kind: 'rule' };

/** Addresses that a link may lead to; anything else (javascript:, data:) stays text. */
const SAFE_LINK = /^(https?:\/\/|mailto:)/i;

const INLINE =
  /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|\*([^*\s](?:[^*]*[^*\s])?)\*|\[([^\]]+)\]\(([^)\s]+)\)|<(https?:\/\/[^>\s]+)>/;

export function parseInline(text: string): Inline[] {
  const found = INLINE.exec(text);
  if (found === null) return text === '' ? [] : [{ kind: 'text', text }];
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + found[0].length);
  return [
    ...(before === '' ? [] : [{ kind: 'text', text: before } as const]),
    marked(found),
    ...parseInline(after),
  ];
}

function marked(found: RegExpExecArray): Inline {
  const [whole, code, strong1, strong2, em, label, href, bare] = found as (string | undefined)[];
  if (code !== undefined) return { kind: 'code', text: code };
  const strong = strong1 ?? strong2;
  if (strong !== undefined) return { kind: 'strong', children: parseInline(strong) };
  if (em !== undefined) return { kind: 'em', children: parseInline(em) };
  if (bare !== undefined) return { kind: 'link', href: bare, children: [{ kind: 'text', text: bare }] };
  if (href !== undefined && SAFE_LINK.test(href))
    return { kind: 'link', href, children: parseInline(label ?? href) };
  return { kind: 'text', text: whole ?? '' };
}

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const FENCE = /^\s*(```|~~~)/;
const QUOTE = /^\s*>\s?/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const TABLE_RULE = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/;

/** A bar behind a backslash is one of the text. */
const BAR = '\u0000';

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/\\\|/g, BAR)
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim().replaceAll(BAR, '|'));

const alignOf = (cell: string): Align => {
  const [left, right] = [cell.startsWith(':'), cell.endsWith(':')];
  return left && right ? 'center' : right ? 'right' : left ? 'left' : null;
};

/** A block and the line behind it. */
interface Read {
  readonly block: Block | null;
  readonly end: number;
}

const isTableAt = (lines: readonly string[], at: number): boolean =>
  lines[at].includes('|') && at + 1 < lines.length && TABLE_RULE.test(lines[at + 1]);

const BEGINNINGS = [HEADING, RULE, FENCE, QUOTE, ITEM];

const beginsBlock = (lines: readonly string[], at: number): boolean =>
  BEGINNINGS.some((pattern) => pattern.test(lines[at])) || isTableAt(lines, at);

function readTable(lines: readonly string[], at: number): Read {
  const align = cellsOf(lines[at + 1]).map(alignOf);
  const head = cellsOf(lines[at]).map(parseInline);
  let end = at + 2;
  while (end < lines.length && lines[end].includes('|')) end++;
  const rows = lines.slice(at + 2, end).map((line) => cellsOf(line).map(parseInline));
  return { block: { kind: 'table', align, head, rows }, end };
}

function readFence(lines: readonly string[], at: number): Read {
  const mark = FENCE.exec(lines[at])![1];
  let end = at + 1;
  while (end < lines.length && !lines[end].trim().startsWith(mark)) end++;
  return { block: { kind: 'code', text: lines.slice(at + 1, end).join('\n') }, end: end + 1 };
}

function readQuote(lines: readonly string[], at: number): Read {
  let end = at;
  while (end < lines.length && QUOTE.test(lines[end])) end++;
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ''));
  return { block: { kind: 'quote', blocks: blocksOf(inner) }, end };
}

/** Whether an empty line lies within a list: it goes on with another item, or with an indented line. */
const goesOn = (next: string | undefined): boolean =>
  next !== undefined && (ITEM.test(next) || /^\s{2,}\S/.test(next));

/** Items of one list; lines further in than their mark belong to the item. */
function readList(lines: readonly string[], at: number): Read {
  const first = ITEM.exec(lines[at])!;
  const ordered = /\d/.test(first[2]);
  const items: string[][] = [];
  let end = at;
  for (; end < lines.length; end++) {
    const line = lines[end];
    const item = ITEM.exec(line);
    if (item !== null && item[1].length <= first[1].length + 1) {
      if (/\d/.test(item[2]) !== ordered) break;
      items.push([item[3]]);
    } else if (line.trim() === '') {
      if (!goesOn(lines[end + 1])) break;
      items[items.length - 1].push('');
    } else if (!/^\s/.test(line) && beginsBlock(lines, end)) break;
    else items[items.length - 1].push(line.replace(/^\s{1,4}/, ''));
  }
  return { block: { kind: 'list', ordered, items: items.map(blocksOf) }, end };
}

function readParagraph(lines: readonly string[], at: number): Read {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() !== '' && !beginsBlock(lines, end)) end++;
  const text = lines
    .slice(at, end)
    .map((line) => line.trim())
    .join(' ');
  return { block: { kind: 'paragraph', children: parseInline(text) }, end };
}

function readHeading(line: string, at: number): Read {
  const [, marks, text] = HEADING.exec(line)!;
  return { block: { kind: 'heading', level: marks.length, children: parseInline(text) }, end: at + 1 };
}

function readBlock(lines: readonly string[], at: number): Read {
  const line = lines[at];
  if (line.trim() === '') return { block: null, end: at + 1 };
  if (HEADING.test(line)) return readHeading(line, at);
  if (FENCE.test(line)) return readFence(lines, at);
  if (RULE.test(line)) return { block: { kind: 'rule' }, end: at + 1 };
  if (QUOTE.test(line)) return readQuote(lines, at);
  if (isTableAt(lines, at)) return readTable(lines, at);
  return ITEM.test(line) ? readList(lines, at) : readParagraph(lines, at);
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const { block, end } = readBlock(lines, at);
    if (block !== null) blocks.push(block);
    at = end;
  }
  return blocks;
}

export const parseMarkdown = (text: string): Block[] => blocksOf(text.replace(/\r\n?/g, '\n').split('\n'));
