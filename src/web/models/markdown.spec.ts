import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInline, parseMarkdown, type Block, type Inline } from './parse-markdown.js';

const text = (value: string): Inline => ({ kind: 'text', text: value });
const kinds = (blocks: readonly Block[]): string[] => blocks.map(({ kind }) => kind);

/** All that a reader would read. */
const readable = (parts: readonly Inline[]): string =>
  parts.map((part) => ('children' in part ? readable(part.children) : part.text)).join('');

describe('inline', () => {
  it.each<[string, Inline[]]>([
    ['plain', [text('plain')]],
    ['a `b*c*` d', [text('a '), { kind: 'code', text: 'b*c*' }, text(' d')]],
    ['**x *y* z**', [{ kind: 'strong', children: [text('x '), { kind: 'em', children: [text('y')] }, text(' z')] }]],
    ['2 * 3 * 4', [text('2 * 3 * 4')]],
    ['model_a_b', [text('model_a_b')]],
    ['[EELSDB](https://eelsdb.eu)', [{ kind: 'link', href: 'https://eelsdb.eu', children: [text('EELSDB')] }]],
  ])('%s', (line, parts) => expect(parseInline(line)).toEqual(parts));

  it.each(['[x](javascript:alert(1))', '[x](data:text/html,1)', '[x](//evil.example)', '<img src=x onerror=1>'])(
    'leaves %s as text',
    (line) => {
      const parts = parseInline(line);
      expect(parts.every(({ kind }) => kind === 'text')).toBe(true);
      expect(readable(parts)).toBe(line);
    },
  );

  it('never makes a link that is not http or mailto, whatever the text', () => {
    const links = (parts: readonly Inline[]): string[] =>
      parts.flatMap((part) =>
        'children' in part ? [...(part.kind === 'link' ? [part.href] : []), ...links(part.children)] : [],
      );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('[', ']', '(', ')', 'j:', 'http://', '*', '`', '<', '>', 'a') }), (line) => {
        for (const href of links(parseInline(line))) expect(href).toMatch(/^(https?:\/\/|mailto:)/i);
      }),
      { numRuns: 400 },
    );
  });
});

describe('blocks', () => {
  it('are those of a card, in order', () => {
    const card = [
      '# Title',
      '',
      'A line',
      'and its end.',
      '- one',
      '- two',
      '  more of two',
      '',
      '1. first',
      '2. second',
      '',
      '| a | b \\| c |',
      '| --- | ---: |',
      '| 1 | 2 |',
      '',
      '> quoted',
      '',
      '```sh',
      'kaimen train # no heading',
      '```',
      '---',
      'end',
    ].join('\r\n');
    const blocks = parseMarkdown(card);
    expect(kinds(blocks)).toEqual([
      ...['heading', 'paragraph', 'list', 'list', 'table', 'quote', 'code', 'rule', 'paragraph'],
    ]);
    expect(blocks[1]).toEqual({ kind: 'paragraph', children: [text('A line and its end.')] });
    expect(blocks[4]).toEqual({
      ...{ kind: 'table', align: [null, 'right'], head: [[text('a')], [text('b | c')]] },
      rows: [[[text('1')], [text('2')]]],
    });
    expect(blocks[6]).toEqual({ kind: 'code', text: 'kaimen train # no heading' });
  });

  it('of a list hold lists', () => {
    const [list] = parseMarkdown('- a\n  - b\n  - c\n- d');
    expect(list.kind === 'list' && list.items.map((item) => kinds(item))).toEqual([
      ['paragraph', 'list'],
      ['paragraph'],
    ]);
  });

  it('end: any text is read to its end', () => {
    const unit = fc.constantFrom('#', '-', '1.', '|', '>', '`', '\n', ' ', 'a', '```', '---');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (card) => {
        expect(Array.isArray(parseMarkdown(card))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
