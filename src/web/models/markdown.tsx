import { Fragment, useMemo } from 'react';
import { parseMarkdown, type Block, type Inline } from './parse-markdown.js';

function Inlines({ parts }: { readonly parts: readonly Inline[] }) {
  return parts.map((part, i) => {
    if (part.kind === 'text') return <Fragment key={i}>{part.text}</Fragment>;
    if (part.kind === 'code') return <code key={i}>{part.text}</code>;
    const inner = <Inlines parts={part.children} />;
    if (part.kind === 'link')
      return (
        <a key={i} href={part.href} rel="noreferrer">
          {inner}
        </a>
      );
    return part.kind === 'strong' ? <strong key={i}>{inner}</strong> : <em key={i}>{inner}</em>;
  });
}

type TableBlock = Extract<Block, { kind: 'table' }>;

function TableView({ align, head, rows }: Omit<TableBlock, 'kind'>) {
  const classOf = (column: number): string | undefined => (align[column] === 'right' ? 'num' : undefined);
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            {head.map((cell, c) => (
              <th key={c} className={classOf(c)}>
                <Inlines parts={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            <tr key={r}>
              {row.map((cell, c) => (
                <td key={c} className={classOf(c)}>
                  <Inlines parts={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heading({ level, children }: { readonly level: number; readonly children: readonly Inline[] }) {
  const inner = <Inlines parts={children} />;
  // The page has its own h1: a card begins one lower.
  if (level <= 1) return <h2>{inner}</h2>;
  return level === 2 ? <h3>{inner}</h3> : <h4>{inner}</h4>;
}

function Items({ block }: { readonly block: Extract<Block, { kind: 'list' }> }) {
  const items = block.items.map((item, i) => (
    <li key={i}>
      <Blocks blocks={item} isTight />
    </li>
  ));
  return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
}

interface BlocksProps {
  readonly blocks: readonly Block[];
  /** Paragraphs of a list's item need no space of their own. */
  readonly isTight?: boolean;
}

function Blocks({ blocks, isTight = false }: BlocksProps) {
  return blocks.map((block, i) => {
    switch (block.kind) {
      case 'heading':
        return <Heading key={i} {...block} />;
      case 'paragraph':
        return isTight ? <Inlines key={i} parts={block.children} /> : <p key={i}><Inlines parts={block.children} /></p>;
      case 'code':
        return <pre key={i}>{block.text}</pre>;
      case 'quote':
        return <blockquote key={i}><Blocks blocks={block.blocks} /></blockquote>;
      case 'list':
        return <Items key={i} block={block} />;
      case 'table':
        return <TableView key={i} {...block} />;
      default:
        return <hr key={i} />;
    }
  });
}

/** A text in Markdown as elements of the page, without a title at its head (the page has one); HTML in it is shown, not run. */
export function Markdown({ text }: { readonly text: string }) {
  const blocks = useMemo(() => {
    const all = parseMarkdown(text);
    return all[0]?.kind === 'heading' && all[0].level === 1 ? all.slice(1) : all;
  }, [text]);
  return (
    <div className="markdown">
      <Blocks blocks={blocks} />
    </div>
  );
}
